#include "scenarios/import/history.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <numeric>

#include <fmt/format.h>

#include "scenarios/import/problems.h"

namespace wardtwin::importing {
namespace {

constexpr std::int64_t kMinute = 60, kHour = 3600, kDay = 86400;

// Takes `n` digits off the front; nothing if there are fewer.
std::optional<int> digits(std::string_view& s, std::size_t n) {
  if (s.size() < n) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (s[i] < '0' || s[i] > '9') return std::nullopt;
    value = 10 * value + (s[i] - '0');
  }
  s.remove_prefix(n);
  return value;
}

bool skip(std::string_view& s, char c) {
  if (s.empty() || s.front() != c) return false;
  s.remove_prefix(1);
  return true;
}

// Z, +HHMM or +HH:MM at the end; nothing else may be left.
std::optional<std::int32_t> read_offset(std::string_view s) {
  if (s.empty() || s == "Z") return 0;
  const int sign = s.front() == '-' ? -1 : 1;
  if (s.front() != '+' && s.front() != '-') return std::nullopt;
  s.remove_prefix(1);
  const auto h = digits(s, 2);
  skip(s, ':');
  const auto m = digits(s, 2);
  if (!h || !m || *h > 14 || *m > 59 || !s.empty()) return std::nullopt;
  return sign * static_cast<std::int32_t>(*h * kHour + *m * kMinute);
}

}  // namespace

std::optional<Instant> read_instant(std::string_view s) {
  const auto y = digits(s, 4);
  const bool dashed = skip(s, '-');
  const auto mo = digits(s, 2);
  if (dashed && !skip(s, '-')) return std::nullopt;
  const auto d = digits(s, 2);
  if (dashed && !skip(s, 'T')) return std::nullopt;
  const auto h = digits(s, 2);
  if (dashed && !skip(s, ':')) return std::nullopt;
  const auto mi = digits(s, 2);
  if (!y || !mo || !d || !h || !mi || *h > 23 || *mi > 59) return std::nullopt;
  int second = 0;
  if (!dashed || skip(s, ':')) {
    const bool written = !s.empty() && s.front() >= '0' && s.front() <= '9';
    if (written || dashed) {
      const auto sec = digits(s, 2);
      if (!sec || *sec > 60) return std::nullopt;
      second = *sec;
      if (skip(s, '.'))
        while (!s.empty() && s.front() >= '0' && s.front() <= '9') s.remove_prefix(1);
    }
  }
  const auto offset = read_offset(s);
  const std::chrono::year_month_day day{std::chrono::year{*y},
                                        std::chrono::month{static_cast<unsigned>(*mo)},
                                        std::chrono::day{static_cast<unsigned>(*d)}};
  if (!offset || !day.ok() || *y < 1900) return std::nullopt;
  const std::int64_t local = std::chrono::sys_days{day}.time_since_epoch().count() * kDay +
                             *h * kHour + *mi * kMinute + second;
  return Instant{local - *offset, *offset};
}

std::string write_instant(const Instant& t) {
  using namespace std::chrono;
  const auto day = floor<days>(sys_seconds{seconds{t.local()}});
  const year_month_day ymd{day};
  const std::int64_t rest = t.local() - day.time_since_epoch().count() * kDay;
  const std::int32_t off = std::abs(t.offset);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", int{ymd.year()},
                     unsigned{ymd.month()}, unsigned{ymd.day()}, rest / kHour,
                     rest % kHour / kMinute, rest % kMinute, t.offset < 0 ? '-' : '+', off / kHour,
                     off % kHour / kMinute);
}

std::string unit_name(std::string_view text) {
  std::string name = scenario_name(text, "unit_not_told");
  if (name == "leave" || name == "die" || name == "comes_in") name += "_unit";
  return name;
}

namespace {

// Order in time; of equal instants those first that were read first.
std::vector<std::size_t> in_time(const History& h) {
  std::vector<std::size_t> order(h.events.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return h.events[a].at.utc < h.events[b].at.utc;
  });
  return order;
}

// Follows merges to the pseudonym that is kept; a ring of merges ends where it began.
std::string kept(const History& h, const std::string& patient) {
  std::string p = patient;
  for (std::size_t n = 0; n <= h.merged.size(); ++n) {
    const auto it = h.merged.find(p);
    if (it == h.merged.end() || it->second == patient) return p;
    p = it->second;
  }
  return p;
}

void enter(Visit& v, const Event& e) {
  if (!v.stays.empty() && (e.unit.empty() || v.stays.back().unit == e.unit)) return;
  if (!v.stays.empty()) v.stays.back().to = e.at;
  v.stays.push_back({e.unit.empty() ? unit_name("") : e.unit, e.at, std::nullopt});
}

}  // namespace

std::vector<Visit> visits_of(const History& h) {
  std::vector<Visit> visits;
  std::map<std::string, std::size_t> current;  // by patient and visit
  for (const std::size_t i : in_time(h)) {
    const Event& e = h.events[i];
    const std::string patient = kept(h, e.patient);
    // numbers of visits are not always unique, and not always there
    const std::string key = patient + e.visit;
    auto it = current.find(key);
    const bool over = it == current.end() || visits[it->second].left || visits[it->second].died;
    if (e.kind == EventKind::cancel_arrive) {
      if (it != current.end()) visits[it->second].stays.clear();
      if (it != current.end()) current.erase(it);
      continue;
    }
    if (e.kind == EventKind::cancel_leave) {
      if (it == current.end()) continue;
      Visit& v = visits[it->second];
      v.left = v.died = false;
      v.stays.back().to.reset();
      continue;
    }
    const bool ends = e.kind == EventKind::leave || e.kind == EventKind::die;
    if (over && ends && it != current.end()) continue;  // told twice
    if (over) {
      it = current.insert_or_assign(key, visits.size()).first;
      visits.push_back({patient, key, {}, e.kind != EventKind::arrive, false, false});
    }
    Visit& v = visits[it->second];
    // who leaves does so from where they were
    if (!ends || v.stays.empty()) enter(v, e);
    if (!ends) continue;
    v.stays.back().to = e.at;
    (e.kind == EventKind::die ? v.died : v.left) = true;
  }
  std::erase_if(visits, [](const Visit& v) { return v.stays.empty(); });
  return visits;
}

std::string history_csv(const History& h) {
  constexpr std::string_view kWords[] = {"arrive", "move",          "leave",
                                         "die",    "cancel_arrive", "cancel_leave"};
  std::string out = "time,event,patient,visit,unit\n";
  for (const std::size_t i : in_time(h)) {
    const Event& e = h.events[i];
    out +=
        fmt::format("{},{},{},{},{}\n", write_instant(e.at),
                    kWords[static_cast<std::size_t>(e.kind)], kept(h, e.patient), e.visit, e.unit);
  }
  return out;
}

std::string replay_csv(const History& h) {
  std::string out = "patient,at,unit\n";
  const std::vector<Visit> visits = visits_of(h);
  if (visits.empty()) return out;
  struct Move {
    std::int64_t at;
    std::size_t visit;
    std::string_view unit;
  };
  std::vector<Move> moves;
  for (std::size_t v = 0; v < visits.size(); ++v) {
    for (const Stay& s : visits[v].stays) moves.push_back({s.from.local(), v, s.unit});
    if (visits[v].left || visits[v].died)
      moves.push_back({visits[v].stays.back().to->local(), v, visits[v].died ? "die" : "leave"});
  }
  std::ranges::stable_sort(moves, {}, &Move::at);
  const std::int64_t first = moves.front().at;
  const std::int64_t midnight = first - (first % kDay + kDay) % kDay;
  for (const Move& m : moves)
    out += fmt::format("{},{},{}\n", m.visit + 1, m.at - midnight, m.unit);
  return out;
}

}  // namespace wardtwin::importing
