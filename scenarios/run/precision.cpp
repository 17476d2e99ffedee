#include "scenarios/run/precision.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/compiler/quantity.h"
#include "scenarios/run/model.h"
#include "sim/base/error.h"

namespace wardtwin::run {

Precision read_precision(const std::string& text, const compiler::Hospital& hospital) {
  const auto refuse = [&](const std::string& what) {
    throw InputError(
        fmt::format("--precision '{}': {}\n  Write --precision 'alarm p99 within 5 %' or 'airtime "
                    "within 0.01'.",
                    text, what));
  };
  constexpr std::string_view kWithin = " within ";
  const std::size_t at = text.find(kWithin);
  if (at == std::string::npos) refuse("there is no 'within'");
  Precision p;
  p.text = text;
  p.measure = read_measure(std::string(compiler::trim(text.substr(0, at))), model_of(hospital));
  const std::string limit(compiler::trim(std::string_view(text).substr(at + kWithin.size())));
  const auto written = compiler::split_quantity(limit);
  if (!written) {
    refuse(fmt::format("'{}' is no number", limit));
    return p;
  }
  p.relative = written->unit == "%";
  const auto value = p.relative ? std::optional(written->number / 100)
                                : compiler::in_unit(*written, p.measure.unit);
  if (!value)
    refuse(fmt::format("'{}' is no {}", limit, p.measure.unit == "s" ? "time" : "number or share"));
  else if (!(*value > 0))
    refuse("the half width must be above 0");
  else
    p.half_width = *value;
  return p;
}

namespace {

constexpr int kFewest = 3, kAhead = 5;

double allowed(const Precision& p, double value) {
  return p.relative ? p.half_width * std::abs(value) : p.half_width;
}

}  // namespace

bool StoppingRule::is_met(std::size_t k) const {
  const Interval i = interval(k);
  return std::isfinite(i.half_width()) && i.half_width() <= allowed(wanted_[k], i.mean);
}

double StoppingRule::expected() const {
  double most = kFewest;
  for (std::size_t k = 0; k < wanted_.size(); ++k) {
    const Interval i = interval(k);
    const double over = i.half_width() / allowed(wanted_[k], i.mean);
    const double n = static_cast<double>(values_[k].size()) * over * over;
    if (std::isnan(n)) return n;
    most = std::max(most, n);
  }
  return most + kAhead;
}

bool StoppingRule::take(const results::Replication& replication) {
  for (std::size_t k = 0; k < wanted_.size(); ++k)
    values_[k].push_back(wanted_[k].measure.of(replication));
  const int n = static_cast<int>(values_.front().size());
  bool met = n >= kFewest;
  for (std::size_t k = 0; k < wanted_.size() && met; ++k) met = is_met(k);
  if (!met)
    met_at_ = 0;
  else if (met_at_ == 0)
    met_at_ = n;
  return met && n - met_at_ >= std::max(kAhead, met_at_ * kAhead / 100);
}

}  // namespace wardtwin::run
