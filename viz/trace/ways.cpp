#include "viz/trace/ways.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace wardtwin::viz {
namespace {

using flow::PatientDoes, flow::PatientStage, flow::PatientWay;

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

template <class Rows>
std::string name_in(const Rows& rows, std::uint32_t row) {
  return row < rows.size() ? rows[row].name : "?";
}

std::string counted(std::uint64_t n, const char* one, const char* many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

bool waits(const PatientStage& s) { return s.does != PatientDoes::stays; }

Time end_of(const Trace& t, const PatientStage& s) { return s.until == kNever ? t.end() : s.until; }

std::string wanted(const Trace& t, const PatientStage& s) {
  return name_in(t.model().resources, s.resource);
}

std::string place_of(const Trace& t, const flow::PatientHolder& h) {
  return fmt::format("{} {}", h.waiting ? "waiting for" : "in", name_in(t.model().steps, h.step));
}

// How full it was, who had it, who was before it, who got it meanwhile.
void add_line(const Trace& t, std::size_t i, const PatientStage& s, Why& out) {
  const auto add = [&](std::string text) { out.circumstances.push_back({i, std::move(text)}); };
  if (s.there == 0)
    add(fmt::format("{}: nobody was on duty, or all was shut, as it came", wanted(t, s)));
  else
    add(fmt::format("{}: {} of {} in use as it came{}", wanted(t, s), s.in_use, s.there,
                    s.units > 1 ? fmt::format("; it needs {}", s.units) : ""));
  const auto& stages = t.logs().history.patients.stages;
  const auto row = static_cast<std::uint32_t>(&s - stages.data());
  std::string had;
  for (const flow::PatientHolder& h : t.logs().history.patients.holders)
    if (h.stage == row)
      had += fmt::format("{}{} {}", had.empty() ? "" : "; ",
                         counted(h.patients, "patient", "patients"), place_of(t, h));
  if (!had.empty()) add("held by " + had);
  add(fmt::format("{} in the line before it; {} got it while it waited", s.line, s.served));
}

}  // namespace

std::span<const PatientStage> stages_of(const Trace& trace, std::uint32_t way) {
  const auto& all = trace.logs().history.patients.stages;
  const auto first = std::ranges::lower_bound(all, way, {}, &PatientStage::way);
  const auto last = std::ranges::upper_bound(all, way, {}, &PatientStage::way);
  return {first, last};
}

Time in_system(const Trace& trace, std::uint32_t way) {
  const PatientWay& w = trace.logs().history.patients.ways[way];
  return (w.left == kNever ? trace.end() : w.left) - w.came;
}

Time waiting_time(const Trace& trace, std::uint32_t way) {
  Time sum{0};
  for (const PatientStage& s : stages_of(trace, way))
    if (waits(s)) sum += end_of(trace, s) - s.from;
  return sum;
}

std::optional<std::size_t> longest_wait(const Trace& trace, std::uint32_t way) {
  std::optional<std::size_t> longest;
  const auto stages = stages_of(trace, way);
  const auto length = [&](std::size_t i) { return end_of(trace, stages[i]) - stages[i].from; };
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (waits(stages[i]) && (!longest || length(i) > length(*longest))) longest = i;
  return longest;
}

std::string way_name(const Trace& trace, std::uint32_t way) {
  const PatientWay& w = trace.logs().history.patients.ways[way];
  return fmt::format("{} {}", name_in(trace.model().pathways, w.pathway), w.number);
}

std::string stage_words(const Trace& t, const PatientStage& s) {
  const std::string step = name_in(t.model().steps, s.step);
  switch (s.does) {
    case PatientDoes::stays: return step;
    case PatientDoes::waits_for_others: return "waits for what was sent off (" + step + ")";
    case PatientDoes::waits_again:
      return fmt::format("waits again for {} ({})", wanted(t, s), step);
    case PatientDoes::waits: break;
  }
  return fmt::format("waits for {} ({})", wanted(t, s), step);
}

std::vector<std::uint32_t> list(const Trace& trace, const WayFilter& f) {
  const auto& ways = trace.logs().history.patients.ways;
  const std::string words = lower(f.words);
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < ways.size(); ++i) {
    std::string all = way_name(trace, i) + " " + std::string(word_of(ways[i].exit));
    for (const PatientStage& s : stages_of(trace, i)) all.append(" ").append(stage_words(trace, s));
    if (lower(all).find(words) != std::string::npos) rows.push_back(i);
  }
  const auto longest_first = [&](auto length) {
    std::vector<std::pair<Time, std::uint32_t>> by;
    for (const std::uint32_t i : rows) by.push_back({length(i), i});
    std::ranges::stable_sort(by, std::greater{}, [](const auto& b) { return b.first; });
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = by[i].second;
  };
  if (f.order == WayOrder::longest)
    longest_first([&](std::uint32_t i) { return in_system(trace, i); });
  if (f.order == WayOrder::longest_wait)
    longest_first([&](std::uint32_t i) { return waiting_time(trace, i); });
  return rows;
}

Why why_patient(const Trace& trace, std::uint32_t way) {
  Why out;
  const PatientWay& w = trace.logs().history.patients.ways.at(way);
  const auto stages = stages_of(trace, way);
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const PatientStage& s = stages[i];
    const Time at = end_of(trace, s);
    out.steps.push_back({"", stage_words(trace, s), at, at - s.from});
    out.total += at - s.from;
    if (out.steps[i].length > out.steps[out.longest].length) out.longest = i;
    if (s.does == PatientDoes::waits) add_line(trace, i, s, out);
    if (s.does == PatientDoes::waits_again)
      out.circumstances.push_back({i, wanted(trace, s) + " was taken away: a shift ended, or "
                                                         "somebody more urgent came"});
  }
  if (w.left == kNever)
    out.ending = "Was still there when the run ended.";
  else if (w.exit == flow::PatientExit::unserved)
    out.ending = fmt::format("Gave up and left after {}.", duration_text(w.left - w.came));
  else
    out.ending = fmt::format("{} after {}.",
                             w.exit == flow::PatientExit::died          ? "Died"
                             : w.exit == flow::PatientExit::turned_away ? "Was turned away"
                                                                        : "Left",
                             duration_text(w.left - w.came));
  return out;
}

}  // namespace wardtwin::viz
