// Sweeps and comparisons as tables, CSV and JSON.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/report/csv.h"
#include "scenarios/report/format.h"
#include "scenarios/run/requirements.h"
#include "scenarios/study/compare.h"
#include "scenarios/study/search.h"
#include "scenarios/study/sweep.h"
#include "scenarios/study/tables.h"

namespace wardtwin::study {
namespace {

using Json = nlohmann::ordered_json;

Json number(double x) { return std::isfinite(x) ? Json(x) : Json(nullptr); }

Json json_of(const Interval& i) {
  return {{"value", number(i.mean)}, {"low", number(i.low)}, {"high", number(i.high)}};
}

std::string shown(const Interval& i, const std::string& unit) {
  return unit == "s" ? report::duration(i) : report::number(i);
}

// The last `words` keys of a path.
std::string last_keys(const std::string& path, int words) {
  std::size_t from = path.size();
  for (; words > 0 && from != std::string::npos; --words)
    from = from == 0 ? std::string::npos : path.rfind('.', from - 1);
  return from == std::string::npos ? path : path.substr(from + 1);
}

// As many of its last keys as tell each setting from the others.
std::vector<std::string> headings(const std::vector<Factor>& factors) {
  std::vector<std::string> out;
  for (const Factor& f : factors) {
    int words = 1;
    const auto same = [&](const Factor& g) {
      return last_keys(g.path, words) == last_keys(f.path, words);
    };
    while (words < 16 && std::ranges::count_if(factors, same) > 1) ++words;
    out.push_back(last_keys(f.path, words));
  }
  return out;
}

// A bar from the middle: to the left what falls, to the right what rises.
std::string bar(double change, double largest) {
  constexpr int kHalf = 16;
  if (!(largest > 0) || std::isnan(change)) return std::string(2 * kHalf + 1, ' ');
  const int n = static_cast<int>(std::lround(std::abs(change) / largest * kHalf));
  const std::string left =
      change < 0 ? fmt::format("{:>{}}", std::string(static_cast<std::size_t>(n), '#'), kHalf)
                 : std::string(kHalf, ' ');
  return left + "|" + (change > 0 ? std::string(static_cast<std::size_t>(n), '#') : "");
}

std::string verdicts(const std::vector<results::Requirement>& all) {
  std::size_t met = 0, not_met = 0;
  for (const auto& r : all) {
    met += r.verdict == results::Verdict::met;
    not_met += r.verdict == results::Verdict::not_met;
  }
  if (all.empty()) return "-";
  if (met == all.size()) return "all met";
  return not_met ? fmt::format("{} not met", not_met)
                 : fmt::format("{} not decided", all.size() - met);
}

// Values of a point by the paths of its factors.
Json settings(const std::vector<Factor>& factors, const std::vector<std::string>& values) {
  Json out = Json::object();
  for (std::size_t f = 0; f < factors.size(); ++f) out[factors[f].path] = values[f];
  return out;
}

}  // namespace

std::string csv(const Sweep& s) {
  std::vector<std::string> row{"point"};
  for (const Factor& f : s.factors) row.push_back(f.path);
  for (std::size_t m = 0; m < s.measures.size(); ++m)
    for (const char* part : {"", " low", " high"})
      row.push_back(fmt::format("{}{} ({})", s.measures[m], part, s.units[m]));
  if (!s.requirements.empty())
    for (const auto& r : s.requirements[0]) row.push_back(r.name);
  std::string out = report::csv_line(row);
  for (std::size_t p = 0; p < s.values.size(); ++p) {
    row = {std::to_string(p)};
    row.insert(row.end(), s.points[p].values.begin(), s.points[p].values.end());
    for (std::size_t m = 0; m < s.measures.size(); ++m) {
      const Interval i = s.interval(p, m);
      row.insert(row.end(), {report::csv_number(i.mean), report::csv_number(i.low),
                             report::csv_number(i.high)});
    }
    for (const auto& r : s.requirements[p]) row.emplace_back(word_of(r.verdict));
    out += report::csv_line(row);
  }
  return out;
}

std::string text(const Sweep& s) {
  std::vector<std::string> head{"point"};
  for (const std::string& h : headings(s.factors)) head.push_back(h);
  for (const std::string& m : s.measures) head.push_back(m);
  head.push_back("requirements");
  report::Table table(head);
  for (std::size_t p = 0; p < s.values.size(); ++p) {
    std::vector<std::string> row{std::to_string(p)};
    row.insert(row.end(), s.points[p].values.begin(), s.points[p].values.end());
    for (std::size_t m = 0; m < s.measures.size(); ++m)
      row.push_back(shown(s.interval(p, m), s.units[m]));
    row.push_back(verdicts(s.requirements[p]));
    table.row(row);
  }
  std::string out = fmt::format(
      "{} points x {} replications; ± is the half width of the 95 % interval\n\n", s.values.size(),
      s.values.empty() || s.values[0].empty() ? 0 : s.values[0][0].size());
  out += table.text();
  for (std::size_t m = 0; m < s.measures.size(); ++m) {
    const std::vector<Effect> all = effects(s, m);
    double largest = 0;
    for (const Effect& e : all)
      if (std::isfinite(e.change.mean)) largest = std::max(largest, std::abs(e.change.mean));
    report::Table tornado(
        {"setting", "from", "to", "change", "falls            |rises           "});
    for (const Effect& e : all)
      tornado.row({e.factor, e.from, e.to, shown(e.change, s.units[m]),
                   fmt::format("{:<33}", bar(e.change.mean, largest))});
    out += fmt::format("\nWhat moves {}\n{}", s.measures[m], tornado.text());
  }
  return out;
}

std::string json(const Sweep& s) {
  Json points = Json::array();
  for (std::size_t p = 0; p < s.values.size(); ++p) {
    Json measures = Json::object(), requirements = Json::object();
    for (std::size_t m = 0; m < s.measures.size(); ++m) {
      Json one = json_of(s.interval(p, m));
      one["unit"] = s.units[m];
      Json each = Json::array();
      for (const double v : s.values[p][m]) each.push_back(number(v));
      one["replications"] = each;
      measures[s.measures[m]] = one;
    }
    for (const auto& r : s.requirements[p]) requirements[r.name] = std::string(word_of(r.verdict));
    points.push_back({{"settings", settings(s.factors, s.points[p].values)},
                      {"measures", measures},
                      {"requirements", requirements}});
  }
  Json tornado = Json::object();
  for (std::size_t m = 0; m < s.measures.size(); ++m) {
    Json all = Json::array();
    for (const Effect& e : effects(s, m)) {
      Json one = json_of(e.change);
      one["setting"] = e.factor;
      one["from"] = e.from;
      one["to"] = e.to;
      all.push_back(one);
    }
    tornado[s.measures[m]] = all;
  }
  return Json{{"points", points}, {"effects", tornado}}.dump(2) + "\n";
}

std::string text(const Comparison& c) {
  std::string out =
      fmt::format("{} against {}, {} replications\n", c.other, c.base, c.replications);
  out += c.paired ? "Paired by common random numbers; ± is the half width of the 95 % interval. "
                  : fmt::format("Not paired, since {}; ± is the half width of the 95 % interval. ",
                                c.why_not);
  out += "Verdicts hold\ntogether with 95 %.\n\n";
  report::Table table({"quantity", "base", "other", "other - base", "variance ratio", "verdict"});
  for (const Difference& d : c.differences)
    table.row({d.quantity, shown(d.base, d.unit), shown(d.other, d.unit),
               shown(d.difference, d.unit),
               std::isfinite(d.variance_ratio) ? fmt::format("{:.2g}", d.variance_ratio) : "-",
               d.verdict});
  return out + table.text();
}

std::string json(const Comparison& c) {
  Json all = Json::array();
  for (const Difference& d : c.differences)
    all.push_back({{"quantity", d.quantity},
                   {"unit", d.unit},
                   {"base", json_of(d.base)},
                   {"other", json_of(d.other)},
                   {"difference", json_of(d.difference)},
                   {"variance_ratio", number(d.variance_ratio)},
                   {"verdict", d.verdict}});
  return Json{{"base", c.base},
              {"other", c.other},
              {"paired", c.paired},
              {"why_not_paired", c.why_not},
              {"replications", c.replications},
              {"differences", all}}
             .dump(2) +
         "\n";
}

std::string text(const Choice& c, const std::vector<Factor>& factors) {
  std::vector<std::string> head{"point"};
  for (const std::string& h : headings(factors)) head.push_back(h);
  head.insert(head.end(), {c.measure, "replications", ""});
  report::Table table(head);
  for (const Choice::Contender& k : c.contenders) {
    std::vector<std::string> row{std::to_string(k.point)};
    row.insert(row.end(), k.values.begin(), k.values.end());
    row.push_back(shown({k.mean, NAN, NAN}, c.unit));
    row.push_back(std::to_string(k.replications));
    row.push_back(k.best ? "best" : k.still_in ? "not decided" : "worse");
    table.row(row);
  }
  return (c.done ? "The best with probability 95 %, or within the indifference of it (KN)\n\n"
                 : "Not decided: --max-replications was reached\n\n") +
         table.text();
}

std::string text(const Optimum& o, const std::vector<Factor>& factors) {
  std::vector<std::string> head{"step"};
  for (const std::string& h : headings(factors)) head.push_back(h);
  head.insert(head.end(), {"cost", "replications", "requirements", "nearest to its limit"});
  report::Table table(head);
  int count = 0;
  for (const Optimum::Step& s : o.steps) {
    std::vector<std::string> row{std::to_string(++count)};
    row.insert(row.end(), s.values.begin(), s.values.end());
    row.insert(row.end(), {fmt::format("{:.6g}", s.cost), std::to_string(s.replications),
                           verdicts(s.requirements), s.reason});
    table.row(row);
  }
  return table.text() + "\n" + o.conclusion + "\n";
}

std::string json(const Choice& c, const std::vector<Factor>& factors) {
  Json all = Json::array();
  for (const Choice::Contender& k : c.contenders)
    all.push_back({{"point", k.point},
                   {"settings", settings(factors, k.values)},
                   {"mean", number(k.mean)},
                   {"replications", k.replications},
                   {"still_in", k.still_in},
                   {"best", k.best}});
  return Json{{"measure", c.measure}, {"unit", c.unit}, {"decided", c.done}, {"contenders", all}}
             .dump(2) +
         "\n";
}

std::string json(const Optimum& o, const std::vector<Factor>& factors) {
  Json steps = Json::array();
  for (const Optimum::Step& s : o.steps) {
    Json requirements = Json::array();
    for (const auto& r : s.requirements) {
      Json one = json_of({r.value, r.low, r.high});
      one["name"] = r.name;
      one["unit"] = r.unit;
      one["limit"] = r.limit;
      one["at_most"] = r.at_most;
      one["verdict"] = std::string(word_of(r.verdict));
      requirements.push_back(one);
    }
    steps.push_back({{"point", s.point},
                     {"settings", settings(factors, s.values)},
                     {"cost", s.cost},
                     {"replications", s.replications},
                     {"requirements", requirements},
                     {"reason", s.reason}});
  }
  return Json{{"found", o.found}, {"conclusion", o.conclusion}, {"steps", steps}}.dump(2) + "\n";
}

std::string json_values(const results::Results& results, const std::vector<std::string>& measures) {
  Json out = Json::array();
  for (const std::string& text : measures) {
    const run::Measure m = run::read_measure(text, results.model);
    Json each = Json::array();
    for (const auto& rep : results.replications) {
      const double v = m.of(rep);
      each.push_back(std::isfinite(v) ? Json(v) : Json(fmt::format("{}", v)));
    }
    out.push_back({{"metric", text}, {"unit", m.unit}, {"replications", each}});
  }
  return out.dump() + "\n";
}

}  // namespace wardtwin::study
