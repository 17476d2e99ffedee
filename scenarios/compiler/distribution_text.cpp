#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "scenarios/compiler/problems.h"
#include "scenarios/compiler/quantity.h"

namespace wardtwin::compiler {
namespace {

using Law = Distribution::Law;

/// One way to write a law. A leading '#' marks a parameter without unit, a trailing '?' one that
/// may be left unnamed; order is that of the constructor below.
struct Form {
  std::string_view law;
  std::vector<std::string_view> names;
  std::string_view example;
};

const std::vector<Form>& forms() {
  static const std::vector<Form> all{
      {"constant", {"value?"}, "constant(2 s)"},
      {"uniform", {"low?", "high?"}, "uniform(1 s, 2 s)"},
      {"exponential", {"mean?"}, "exponential(mean 9.6 h)"},
      {"normal", {"mean?", "sd"}, "normal(16 min, sd 1.7 min)"},
      {"normal", {"mean?", "sd", "least"}, "normal(16 min, sd 1.7 min, least 5 min)"},
      {"lognormal", {"mean", "sd"}, "lognormal(mean 4 d, sd 5 d)"},
      {"lognormal", {"median", "#sigma"}, "lognormal(median 8 s, sigma 1.85)"},
      {"lognormal", {"#mu", "#sigma"}, "lognormal(mu 2.08, sigma 1.85)"},
      {"triangular", {"low?", "mode?", "high?"}, "triangular(5 min, 7 min, 10 min)"},
      {"gamma", {"#shape", "scale"}, "gamma(shape 2, scale 3 s)"},
      {"weibull", {"#shape", "scale"}, "weibull(shape 1.5, scale 3 s)"},
      {"empirical", {"..."}, "empirical(2 min, 5 min, 9 min, 30 min)"},
  };
  return all;
}

struct Argument {
  std::string_view name, text;
};

std::vector<Argument> arguments(std::string_view inside) {
  std::vector<Argument> out;
  while (true) {
    const std::size_t comma = std::min(inside.find(','), inside.size());
    std::string_view part = trim(inside.substr(0, comma));
    Argument a;
    const std::size_t letters = static_cast<std::size_t>(
        std::find_if(part.begin(), part.end(), [](char c) { return c < 'a' || c > 'z'; }) -
        part.begin());
    a.name = part.substr(0, letters);
    a.text = trim(part.substr(letters));
    out.push_back(a);
    if (comma == inside.size()) return out;
    inside.remove_prefix(comma + 1);
  }
}

bool same_names(const Form& form, const std::vector<Argument>& args) {
  if (form.names.size() != args.size()) return false;
  for (std::size_t i = 0; i < args.size(); ++i) {
    std::string_view name = form.names[i];
    const bool optional = name.ends_with('?');
    if (optional) name.remove_suffix(1);
    if (name.starts_with('#')) name.remove_prefix(1);
    if (args[i].name != name && !(optional && args[i].name.empty())) return false;
  }
  return true;
}

// The law's parameters from the values of a form; empty words if they can be one.
DistributionText build(const Form& f, const std::array<double, 3>& v) {
  DistributionText r;
  const auto is = [&](std::string_view law) { return f.law == law; };
  const auto positive = [&](double x, std::string_view what) {
    if (!(x > 0) && r.problem.empty()) r.problem = fmt::format("the {} must be above 0", what);
  };
  if (is("constant")) r.value = Distribution::constant(v[0]);
  if (is("uniform")) {
    if (!(v[0] < v[1])) r.problem = "the first bound must lie below the second";
    r.value = Distribution::uniform(v[0], v[1]);
  }
  if (is("exponential")) {
    positive(v[0], "mean");
    r.value = Distribution::exponential(v[0]);
  }
  if (is("normal")) {
    positive(v[1], "sd");
    r.value = Distribution{Law::normal, {v[0], v[1], 0}};
    if (f.names.size() == 3) {
      r.value->lowest = v[2];
      // what is below is drawn again, which must not go on for ever
      if (v[2] > v[0] + 4 * v[1]) r.problem = "hardly any draw would be above the least value";
    }
  }
  if (is("lognormal")) {
    const std::string_view first = f.names[0];
    if (first != "#mu") positive(v[0], first);
    positive(v[1], first == "mean" ? "sd" : "sigma");
    r.value = first == "mean"     ? Distribution::lognormal_of_mean(v[0], v[1])
              : first == "median" ? Distribution::lognormal_of_median(v[0], v[1])
                                  : Distribution{Law::lognormal, {v[0], v[1], 0}};
  }
  if (is("triangular")) {
    if (!(v[0] <= v[1] && v[1] <= v[2] && v[0] < v[2]))
      r.problem = "low, mode and high must stand in rising order";
    r.value = Distribution{Law::triangular, v};
  }
  if (is("gamma") || is("weibull")) {
    positive(v[0], "shape");
    positive(v[1], "scale");
    r.value = Distribution{is("gamma") ? Law::gamma : Law::weibull, {v[0], v[1], 0}};
  }
  if (!r.problem.empty()) {
    r.value.reset();
    r.advice = fmt::format("Such as {}.", f.example);
  }
  return r;
}

DistributionText wrong(std::string problem, std::string advice) {
  return {std::nullopt, std::move(problem), std::move(advice)};
}

DistributionText read_form(const Form& f, const std::vector<Argument>& args,
                           std::string_view unit) {
  std::array<double, 3> v{};
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::string_view u = f.names[i].starts_with('#') ? "" : unit;
    const auto w = split_quantity(args[i].text);
    if (!w)
      return wrong(fmt::format("'{}' is not a number", args[i].text),
                   fmt::format("Such as {}.", f.example));
    const auto x = in_unit(*w, u);
    if (!x && w->unit.empty())
      return wrong(fmt::format("'{}' needs a unit", args[i].text),
                   fmt::format("Write {}.", suggest_units(args[i].text, u, 0, 1e300)));
    if (!x)
      return wrong(u.empty() ? fmt::format("'{}' takes no unit", args[i].text)
                             : fmt::format("'{}' is not {}", args[i].text, dimension_name(u)),
                   u.empty() ? "" : fmt::format("Its unit is one of {}.", unit_words(u)));
    v[i] = *x;
  }
  return build(f, v);
}

// As many quantiles as are written, from the least value to the greatest.
DistributionText read_empirical(const Form& f, const std::vector<Argument>& args,
                                std::string_view unit) {
  if (args.size() < 2)
    return wrong("an empirical law needs two values or more",
                 fmt::format("Quantiles from the least to the greatest, such as {}.", f.example));
  const Form one{"constant", {"value?"}, f.example};
  std::vector<double> points;
  for (const Argument& a : args) {
    const DistributionText value = read_form(one, {a}, unit);
    if (!value.value) return value;
    points.push_back(value.value->p[0]);
  }
  for (std::size_t i = 0; i + 1 < points.size(); ++i)
    if (points[i] > points[i + 1])
      return wrong(fmt::format("'{}' comes after '{}'", args[i + 1].text, args[i].text),
                   "Write the values in rising order: they are quantiles at equal steps.");
  if (points.front() == points.back())
    return wrong("all values are equal", fmt::format("Write {} alone.", args[0].text));
  return {Distribution::empirical(std::move(points)), "", ""};
}

// A distribution's examples in the field's own unit would need values; the laws' names do.
std::vector<std::string_view> law_names() {
  std::vector<std::string_view> names;
  for (const Form& f : forms())
    if (names.empty() || names.back() != f.law) names.push_back(f.law);
  return names;
}

}  // namespace

DistributionText read_distribution(std::string_view text, std::string_view unit) {
  text = trim(text);
  const std::size_t open = text.find('(');
  if (open == text.npos) {
    const std::vector<Argument> value{{"", text}};
    if (split_quantity(text)) return read_form(forms().front(), value, unit);
    const auto names = law_names();
    return wrong(
        fmt::format("'{}' is neither a quantity nor a distribution", text.substr(0, 60)),
        fmt::format("Write a quantity or one of {}, such as {}.", join(names), forms()[2].example));
  }
  const std::string_view law = trim(text.substr(0, open));
  const auto names = law_names();
  if (std::find(names.begin(), names.end(), law) == names.end())
    return wrong(fmt::format("unknown distribution '{}'", law.substr(0, 60)),
                 fmt::format("{}{}The laws are {}.", did_you_mean(law, names),
                             did_you_mean(law, names).empty() ? "" : " ", join(names)));
  if (!text.ends_with(')'))
    return wrong("a ')' is missing at the end",
                 "Inside { } a comma ends a value: put it in quotes, or "
                 "write one 'key: value' a line.");
  const auto args = arguments(text.substr(open + 1, text.size() - open - 2));
  std::string examples;
  for (const Form& f : forms()) {
    if (f.law != law) continue;
    if (law == "empirical") return read_empirical(f, args, unit);
    if (same_names(f, args)) return read_form(f, args, unit);
    examples += fmt::format("{}{}", examples.empty() ? "" : " or ", f.example);
  }
  return wrong(fmt::format("these are not the parameters of '{}'", law),
               fmt::format("Write {}.", examples));
}

namespace {

// A parameter rounded to `digits` figures, as text.
std::string rounded(double x, int digits, std::string_view unit) {
  const double r = std::strtod(fmt::format("{:.{}g}", x, digits).c_str(), nullptr);
  return write_quantity(r, unit);
}

// The form people write, with as few figures as read back exactly.
std::string write_lognormal(const Distribution& d, std::string_view unit) {
  const double mean = std::exp(d.p[0] + d.p[1] * d.p[1] / 2);
  const double sd = mean * std::sqrt(std::expm1(d.p[1] * d.p[1]));
  const auto exact = [&](const std::string& text) {
    const auto back = read_distribution(text, unit).value;
    return back && back->p == d.p;
  };
  for (const int digits : {3, 6, 9, 12, 15, 16, 17}) {
    const std::string by_median =
        fmt::format("lognormal(median {}, sigma {})", rounded(std::exp(d.p[0]), digits, unit),
                    write_quantity(d.p[1], ""));
    if (exact(by_median)) return by_median;
    const std::string by_mean = fmt::format("lognormal(mean {}, sd {})",
                                            rounded(mean, digits, unit), rounded(sd, digits, unit));
    if (exact(by_mean)) return by_mean;
  }
  return fmt::format("lognormal(mu {}, sigma {})", write_quantity(d.p[0], ""),
                     write_quantity(d.p[1], ""));
}

}  // namespace

std::string write_distribution(const Distribution& d, std::string_view unit) {
  const auto q = [&](std::size_t i) { return write_quantity(d.p[i], unit); };
  const auto n = [&](std::size_t i) { return write_quantity(d.p[i], ""); };
  switch (d.law) {
    case Law::constant: return q(0);
    case Law::uniform: return fmt::format("uniform({}, {})", q(0), q(1));
    case Law::exponential: return fmt::format("exponential(mean {})", q(0));
    case Law::normal:
      return d.lowest > 0 ? fmt::format("normal({}, sd {}, least {})", q(0), q(1),
                                        write_quantity(d.lowest, unit))
                          : fmt::format("normal({}, sd {})", q(0), q(1));
    case Law::lognormal: return write_lognormal(d, unit);
    case Law::triangular: return fmt::format("triangular({}, {}, {})", q(0), q(1), q(2));
    case Law::gamma: return fmt::format("gamma(shape {}, scale {})", n(0), q(1));
    case Law::weibull: return fmt::format("weibull(shape {}, scale {})", n(0), q(1));
    case Law::empirical: {
      std::string all;
      for (const double x : *d.points)
        all += fmt::format("{}{}", all.empty() ? "" : ", ", write_quantity(x, unit));
      return fmt::format("empirical({})", all);
    }
  }
  WARDTWIN_ASSERT(false, "a distribution has a law outside its list");
}

}  // namespace wardtwin::compiler
