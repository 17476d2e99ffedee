#include "viz/trace/messages.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "viz/trace/series.h"

namespace wardtwin::viz {
namespace {

using results::MessageEnd;
using results::MessageRecord;

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string words_of(const Trace& t, const MessageRecord& m) {
  const results::Model& model = t.model();
  std::string out = flow_of(t, m);
  if (m.device < model.devices.size()) {
    const results::Model::Device& d = model.devices[m.device];
    out.append(" ").append(d.name);
    if (d.room < model.building.rooms.size())
      out.append(" ").append(model.building.rooms[d.room].name);
  }
  if (m.end == MessageEnd::lost) out.append(" ").append(word_of(m.cause));
  return lower(std::move(out));
}

bool by_radio(const Trace& t, const MessageRecord& m) {
  const auto& flows = t.model().flows;
  return m.flow >= flows.size() || flows[m.flow].radio != "wired";
}

// The stages it went through; one that was not reached is left out.
struct Reached {
  Time at;
  std::string word;
};
std::vector<Reached> stages_of(const Trace& t, const MessageRecord& m) {
  std::vector<Reached> out{{m.created, "made"}};
  const auto add = [&](Time at, const char* word) {
    if (at != kNever && at >= out.back().at) out.push_back({at, word});
  };
  add(m.access, by_radio(t, m) ? "radio" : "cable");
  add(m.server, "server");
  add(m.done, m.server == kNever && m.access == kNever ? "device" : "done");
  return out;
}

// The span that a message was in the stage that leads to `word`.
std::pair<Time, Time> span_in(const Trace& t, const MessageRecord& m, const std::string& word) {
  const auto stages = stages_of(t, m);
  for (std::size_t i = 1; i < stages.size(); ++i)
    if (stages[i].word == word) return {stages[i - 1].at, stages[i].at};
  return {Time{0}, Time{0}};
}

// Those of the same access point (radio), gateway (server) or server that were in the stage when this
// one entered it.
void add_queue(const Trace& t, std::uint32_t row, std::size_t step, Why& out) {
  const auto& all = t.messages().sample;
  const auto& places = t.model().surroundings.places;
  const MessageRecord& m = all[row];
  const Step& s = out.steps[step];
  const Time entered = s.at - s.length;
  const auto gateway_of = [&](const MessageRecord& x) {
    return x.device < places.size() ? places[x.device].gateway : flow::kNone;
  };
  std::uint64_t before = 0;
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    if (i == row || all[i].created > s.at) continue;
    const auto [from, to] = span_in(t, all[i], s.to);
    if (from > entered || to <= entered) continue;
    const bool same = s.to == "radio"    ? all[i].entry == m.entry
                      : s.to == "server" ? gateway_of(all[i]) == gateway_of(m)
                                         : true;
    if (same) before += all[i].stands_for;
  }
  if (before > 0)
    out.circumstances.push_back(
        {step, fmt::format("about {} messages were in this stage before it", before)});
}

void add_faults(const Trace& t, const MessageRecord& m, std::size_t step, Why& out) {
  const results::Model& model = t.model();
  const Step& s = out.steps[step];
  const Time from = s.at - s.length;
  if (s.length < Time{10ms}) return;
  const auto& places = model.surroundings.places;
  const std::uint32_t gateway = m.device < places.size() ? places[m.device].gateway : flow::kNone;
  for (const results::Fault& f : t.logs().faults) {
    const Time both = std::min(s.at, f.until) - std::max(from, f.at);
    if (both <= Time{0}) continue;
    const auto is = [&](const auto& rows) {
      return std::ranges::any_of(rows, [&](const auto& r) { return r.name == f.what; });
    };
    const bool here = is(model.access_points) ? s.to == "radio" || s.to == "device"
                      : is(model.gateways)
                          ? s.to != "radio" && (gateway >= model.gateways.size() ||
                                                model.gateways[gateway].name == f.what)
                          : s.to != "radio";
    if (here)
      out.circumstances.push_back({step, fmt::format("{} was down for {} of it (since {})", f.what,
                                                     duration_text(both), t.clock(f.at))});
  }
}

std::string ending(const MessageRecord& m) {
  switch (m.end) {
    case MessageEnd::delivered: return fmt::format("Delivered after {}.", duration_text(took(m)));
    case MessageEnd::lost: return fmt::format("Lost: {}.", word_of(m.cause));
    case MessageEnd::under_way: break;
  }
  return "Still on its way when the run ended.";
}

// Mean of one line of a series over the minute that holds `at`.
std::optional<double> mean_at(const Trace& t, SeriesName name, std::size_t line, Time at) {
  const Time minute = t.start() + (at - t.start()) / Time{1min} * Time{1min};
  const Plot plot = read_plot(t, name, minute, minute + Time{1min}, 4);
  if (line >= plot.lines.size() || plot.lines[line].buckets.empty()) return {};
  return double{plot.lines[line].buckets[0].mean};
}

}  // namespace

Time took(const MessageRecord& m) { return m.done == kNever ? kNever : m.done - m.created; }

std::uint64_t one_in(const Trace& trace) {
  for (const MessageRecord& m : trace.messages().sample)
    if (m.stands_for > 1) return m.stands_for;
  return trace.messages().sample.empty() ? 0 : 1;
}

std::string flow_of(const Trace& trace, const MessageRecord& m) {
  const auto& flows = trace.model().flows;
  return m.flow < flows.size() ? flows[m.flow].name : "";
}

std::vector<std::uint32_t> list(const Trace& trace, const MessageFilter& f) {
  const auto& all = trace.messages().sample;
  const std::string wanted = lower(f.words);
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    const MessageRecord& m = all[i];
    if (!f.end[static_cast<std::size_t>(m.end)] || m.created < f.from || m.created >= f.to)
      continue;
    if (f.only_alarms && m.alarm == flow::kNone) continue;
    if (f.slower_than > Time{0} && took(m) <= f.slower_than) continue;
    if (!wanted.empty() && words_of(trace, m).find(wanted) == std::string::npos) continue;
    rows.push_back(i);
  }
  if (f.order == MessageOrder::slowest)
    std::ranges::stable_sort(rows, std::greater{}, [&](std::uint32_t i) { return took(all[i]); });
  return rows;
}

Why why_message(const Trace& trace, std::uint32_t row) {
  Why out;
  const MessageRecord& m = trace.messages().sample.at(row);
  const auto stages = stages_of(trace, m);
  for (std::size_t i = 1; i < stages.size(); ++i) {
    const Time length = stages[i].at - stages[i - 1].at;
    out.steps.push_back({stages[i - 1].word, stages[i].word, stages[i].at, length});
    out.total += length;
    if (length > out.steps[out.longest].length) out.longest = i - 1;
  }
  const auto& places = trace.model().surroundings.places;
  for (std::size_t i = 0; i < out.steps.size(); ++i) {
    const Step& s = out.steps[i];
    add_faults(trace, m, i, out);
    add_queue(trace, row, i, out);
    std::string more;
    if (s.to == "radio") more = air_at(trace, m.entry, s.at - s.length);
    if (s.to == "server" && m.device < places.size())
      more = queue_at(trace, places[m.device].gateway, s.at - s.length);
    if (!more.empty()) out.circumstances.push_back({i, std::move(more)});
  }
  out.ending = ending(m);
  return out;
}

std::string queue_at(const Trace& trace, std::uint32_t gateway, Time at) {
  if (gateway >= trace.model().gateways.size()) return "";
  const auto mean = mean_at(trace, SeriesName::gateway_queue, gateway, at);
  if (!mean || *mean < 0.005) return "";
  return fmt::format("{} had {:.3g} messages waiting, mean of that minute",
                     trace.model().gateways[gateway].name, *mean);
}

std::string air_at(const Trace& trace, std::uint32_t access_point, Time at) {
  if (access_point >= trace.model().access_points.size()) return "";
  const auto mean = mean_at(trace, SeriesName::airtime, access_point, at);
  if (!mean) return "";
  return fmt::format("the air of {} was in use {:.3g} % of that minute",
                     trace.model().access_points[access_point].name, 100 * *mean);
}

}  // namespace wardtwin::viz
