#include <algorithm>

#include <fmt/format.h>

#include "viz/draw/record.h"
#include "viz/draw/table.h"
#include "viz/panels/view.h"

// Flows of messages, a row for each kind of message of each class of device; and single messages.
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

void flows(View& v) {
  const Trace& t = *v.trace;
  static char words[48] = "";
  static bool only_lost = false;
  ImGui::SetNextItemWidth(px(220));
  ImGui::InputTextWithHint("##words", "flow, class or radio", words, sizeof words);
  name_item("messages/words");
  ImGui::SameLine();
  ImGui::Checkbox("only with losses", &only_lost);
  name_item("messages/only lost");
  faint_line("Whole run; sent = delivered + lost + under way at the end.", true);
  tooltip("Delays are those of all messages, known to 0.8 %.");
  double most = 0;
  for (const results::Flow& f : t.logs().flows)
    if (f.ledger.generated > 0)
      most = std::max(most, static_cast<double>(f.ledger.total_lost()) /
                                static_cast<double>(f.ledger.generated));
  const ImVec2 room = ImGui::GetContentRegionAvail();
  if (begin_table(
          "flows",
          {{"flow", "one kind of message of one class of device", false, 2.3f},
           {"by", "radio or cable", false, 0.7f},
           {"devices", "that can send it", true, 0.7f},
           {"sent", "messages", true, 1.1f},
           {"lost", "share of those sent; the bar is relative to the worst", false, 0.9f},
           {"causes", "messages lost, by cause", false, 2.2f},
           {"under way", "messages on their way when the run ended", true, 0.95f},
           {"p50", "half of the messages arrive within this time of being sent", true, 1.1f},
           {"p99", "99 of 100 messages arrive within this time", true, 1.1f}},
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

void filters(View& v) {
  MessageFilter& f = v.messages;
  for (const auto& w : words<results::MessageEnd>) {
    ImGui::Checkbox(w.word.data(), &f.end[static_cast<std::size_t>(w.value)]);
    name_item(fmt::format("messages/{}", w.word));
    beside(110);
  }
  ImGui::Checkbox("with an alarm", &f.only_alarms);
  name_item("messages/alarms");
  tooltip("Only those that carried an alarm, its end, its answer or its push to a handset.");
  beside(150);
  int slower = f.slower_than == Time{0} ? 0 : f.slower_than == Time{100ms} ? 1 : 2;
  ImGui::SetNextItemWidth(px(140));
  if (ImGui::Combo("##slower", &slower, "any delay\0over 100 ms\0over 1 s\0"))
    f.slower_than = slower == 0 ? Time{0} : slower == 1 ? Time{100ms} : Time{1s};
  name_item("messages/slower");
  beside(130);
  int order = static_cast<int>(f.order);
  ImGui::SetNextItemWidth(px(120));
  if (ImGui::Combo("##order", &order, "by time\0slowest\0"))
    f.order = static_cast<MessageOrder>(order);
  name_item("messages/order");
  beside(210);
  static char words[48] = "";
  ImGui::SetNextItemWidth(px(200));
  if (ImGui::InputTextWithHint("##single", "device, flow, room or cause", words, sizeof words))
    f.words = words;
  name_item("messages/single words");
  beside(120);
  bool from_now = f.from > Time{0};
  if (ImGui::Checkbox("from now on", &from_now)) f.from = from_now ? v.now : Time{0};
  name_item("messages/from now");
  tooltip("Only those made at or after the time of the time bar.");
}

std::string stage_text(Time from, Time to) {
  return from == kNever || to == kNever ? "-" : duration_text(to - from);
}

void single_row(View& v, std::uint32_t i, std::size_t place) {
  const Trace& t = *v.trace;
  const results::MessageRecord& m = t.messages().sample[i];
  next_row();
  if (choice_cell(t.clock(m.created), fmt::format("{}", i), v.message == i)) {
    v.message = i;
    go_to(v, m.created);
  }
  name_item(fmt::format("messages/row {}", place));
  cell(name_of(t, {Kind::device, m.device, false}));
  cell(flow_of(t, m));
  const bool lost = m.end == results::MessageEnd::lost;
  cell(lost ? fmt::format("lost: {}", word_of(m.cause)) : std::string(word_of(m.end)),
       lost ? color_of(State::bad) : palette().text);
  cell(took(m) == kNever ? "-" : duration_text(took(m)), true);
  cell(stage_text(m.created, m.access), true);
  cell(stage_text(m.access, m.server), true);
  cell(stage_text(m.server, m.done), true);
}

// What the sample says and does not say.
std::string about_sample(const Trace& t, std::size_t shown) {
  const auto& all = t.messages().sample;
  const auto carried = static_cast<std::size_t>(
      std::ranges::count_if(all, [](const auto& m) { return m.stands_for == 1; }));
  return fmt::format(
      "{} of {} kept: one in {} of all messages, drawn by number ({}), and every message of an "
      "alarm ({}).",
      count_text(shown), count_text(all.size()), count_text(one_in(t)),
      count_text(all.size() - carried), count_text(carried));
}

ImU32 color_of_message_step(const std::string& to) {
  const char* const steps[] = {"radio", "cable", "server", "done", "device"};
  for (std::size_t i = 0; i < std::size(steps); ++i)
    if (to == steps[i]) return series_color(2 + i);
  return palette().faint;
}

void explain(View& v) {
  const results::MessageRecord& m = v.trace->messages().sample[*v.message];
  const Why& w = kept_why(v, "message", *v.message);
  ImGui::PushFont(large_font());
  ImGui::TextUnformatted(m.end == results::MessageEnd::lost
                             ? "Why lost?"
                             : fmt::format("Why {}?", duration_text(w.total)).c_str());
  name_item("messages/why");
  ImGui::PopFont();
  ImGui::SameLine();
  if (named_button("show on the plan", "messages/show")) {
    v.panel = "floor";
    v.selected = {Kind::device, m.device, false};
  }
  if (m.alarm < v.trace->logs().alarms.size()) {
    ImGui::SameLine();
    if (named_button("its alarm", "messages/alarm")) {
      v.panel = "alarms";
      v.alarm = m.alarm;
    }
  }
  ImGui::SameLine();
  const bool close = named_button("close", "messages/close");
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(fmt::format("Number {} of {}, made at {} by {}. {}", m.sequence,
                                     flow_of(*v.trace, m), v.trace->clock(m.created),
                                     name_of(*v.trace, {Kind::device, m.device, false}), w.ending)
                             .c_str());
  ImGui::PopTextWrapPos();
  if (!w.steps.empty()) draw_why(w, color_of_message_step);
  if (close) v.message.reset();
}

void singles(View& v) {
  const Trace& t = *v.trace;
  if (t.messages().sample.empty())
    return empty_state("This file keeps no single messages: it is older than format 1.3.",
                       "wardtwin run scenarios/ward_and_icu.yaml -o R.h5");
  filters(v);
  const auto rows = list(t, v.messages);
  faint_line(about_sample(t, rows.size()));
  name_item("messages/sample");
  tooltip(
      "Which messages are drawn depends on a hash of the device's stream and their number alone, "
      "so nothing of their fate.");
  const bool chosen = v.message && *v.message < t.messages().sample.size();
  const float all = ImGui::GetContentRegionAvail().y;
  if (rows.empty()) {
    ImGui::TextDisabled("No message that is kept passes these filters.");
    name_item("messages/none");
  } else if (begin_table("messages",
                         {{"made", "time of day", false, 1},
                          {"device", nullptr, false, 1.6f},
                          {"flow", "kind of message", false, 2},
                          {"end", "delivered, lost (and why) or under way at the end", false, 1.5f},
                          {"took", "from its making to the end of its way", true, 0.8f},
                          {"radio", "or cable: to the access point or port", true, 0.8f},
                          {"network", "gateway, switches and links, to the server", true, 0.8f},
                          {"server", "waiting and being worked off there", true, 0.8f}},
                         chosen ? all * 0.5f : 0)) {
    rows_in_sight(rows.size(), [&](std::size_t i) { single_row(v, rows[i], i); });
    end_table();
  }
  if (!chosen) return;
  ImGui::Separator();
  explain(v);
}

}  // namespace

void draw_messages(View& v) {
  if (nothing_open(v)) return;
  if (v.trace->logs().flows.empty())
    return empty_state("This run sends no messages: it has no devices.",
                       "wardtwin run scenarios/ward_and_icu.yaml -o R.h5");
  if (ImGui::RadioButton("flows", !v.single_messages)) v.single_messages = false;
  name_item("messages/flows");
  ImGui::SameLine();
  if (ImGui::RadioButton("single messages", v.single_messages)) v.single_messages = true;
  name_item("messages/single");
  beside(230);
  if (v.single_messages)
    singles(v);
  else
    flows(v);
}

}  // namespace wardtwin::viz
