#include <algorithm>

#include <fmt/format.h>

#include "viz/draw/record.h"
#include "viz/draw/table.h"
#include "viz/panels/view.h"

// Flows of messages: a row for each kind of message of each class of device.
namespace wardtwin::viz {
namespace {

std::string causes_of(const flow::Ledger& l) {
  std::vector<std::pair<std::uint64_t, std::string>> all;
  for (const auto& w : words<flow::LossCause>)
    if (const auto n = l.lost[static_cast<std::size_t>(w.value)]; n > 0)
      all.push_back({n, std::string(w.word)});
  std::ranges::sort(all, std::greater{});
  std::string out;
  for (const auto& [n, word] : all)
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count_text(n), word);
  return out;
}

std::string seconds_text(double s) { return std::isnan(s) ? "-" : duration_text(from_seconds(s)); }

void row(const Trace& t, std::size_t f, double most_lost) {
  const results::Model::Flow& about = t.model().flows[f];
  const results::Flow& s = t.logs().flows[f];
  const std::uint64_t lost = s.ledger.total_lost();
  const double share = s.ledger.generated > 0
                           ? static_cast<double>(lost) / static_cast<double>(s.ledger.generated)
                           : 0;
  next_row();
  record_cell(about.name);
  ImGui::TableNextColumn();
  ImGui::TextUnformatted(shortened(about.name, ImGui::GetContentRegionAvail().x).c_str());
  tooltip(fmt::format("{}: stream {} of {} devices {}, by {}", about.name, about.stream,
                      about.devices, about.device_class, about.radio));
  name_item("messages/" + about.name);
  cell(about.radio);
  cell(count_text(about.devices), true);
  cell(count_text(s.ledger.generated), true);
  bar_cell(most_lost > 0 ? share / most_lost : 0, lost == 0 ? "none" : share_text(share),
           color_of(State::warning));
  cell(causes_of(s.ledger));
  cell(count_text(s.in_flight), true);
  cell(seconds_text(s.delay.quantile(0.5)), true);
  cell(seconds_text(s.delay.quantile(0.99)), true);
}

}  // namespace

void draw_messages(View& v) {
  if (nothing_open(v)) return;
  const Trace& t = *v.trace;
  if (t.logs().flows.empty())
    return empty_state("This run sends no messages: it has no devices.",
                       "wardtwin run scenarios/ward_and_icu.yaml -o R.h5");
  static char words[48] = "";
  static bool only_lost = false;
  ImGui::SetNextItemWidth(px(220));
  ImGui::InputTextWithHint("##words", "flow, class or radio", words, sizeof words);
  name_item("messages/words");
  ImGui::SameLine();
  ImGui::Checkbox("only with losses", &only_lost);
  name_item("messages/only lost");
  faint_line("Whole run; sent = delivered + lost + under way at the end.", true);
  tooltip(
      "Single messages are not kept: a run of a day has a thousand million of them. Delays are "
      "those of all of them, known to 0.8 %.");
  double most = 0;
  for (const results::Flow& f : t.logs().flows)
    if (f.ledger.generated > 0)
      most = std::max(most, static_cast<double>(f.ledger.total_lost()) /
                                static_cast<double>(f.ledger.generated));
  const ImVec2 room = ImGui::GetContentRegionAvail();
  if (begin_table("flows",
                  {{"flow", "one kind of message of one class of device", false, 2.3f},
                   {"by", "radio or cable", false, 0.7f},
                   {"devices", "that can send it", true, 0.7f},
                   {"sent", "messages", true, 1.1f},
                   {"lost", "share of those sent; the bar is relative to the worst", false, 0.9f},
                   {"causes", "messages lost, by cause", false, 2.8f},
                   {"under way", "messages on their way when the run ended", true, 0.8f},
                   {"p50", "half of the messages arrive within this time of being sent", true, 1},
                   {"p99", "99 of 100 messages arrive within this time", true, 1}},
                  std::min(room.y * 0.68f, room.y - px(130)))) {
    const std::string wanted = words;
    for (std::size_t f = 0; f < t.logs().flows.size(); ++f) {
      const auto& m = t.model().flows[f];
      if (only_lost && t.logs().flows[f].ledger.total_lost() == 0) continue;
      if (!wanted.empty() &&
          (m.name + " " + m.device_class + " " + m.radio).find(wanted) == std::string::npos)
        continue;
      row(t, f, most);
    }
    end_table();
  }
  const ImVec2 rest = ImGui::GetContentRegionAvail();
  const Plot& plot = plot_of(v, SeriesName::messages, rest.x);
  if (!plot.lines.empty()) chart(v, plot, {rest.x, std::max(px(120), rest.y)}, "messages");
}

}  // namespace wardtwin::viz
