#include "sim/flow/message_log.h"

#include <array>
#include <tuple>

namespace wardtwin::flow {
namespace {

constexpr Time kHour{3'600'000'000'000};
/// Lengths of windows, each a multiple of the one before.
constexpr std::array<Time, 4> kWindows{LossBook::kWindow, kHour, 6 * kHour, 24 * kHour};
constexpr std::int64_t kMostWindows = 48;
constexpr std::size_t kMostWays = 4096;  ///< sampled ones, after thinning

Time window_for(Time length) {
  for (const Time w : kWindows)
    if (length <= kMostWindows * w) return w;
  return kWindows.back() * ((length / kWindows.back() + kMostWindows - 1) / kMostWindows);
}

}  // namespace

void RoughDelays::grow(std::size_t bin, std::uint32_t count) {
  if (counts_.empty()) first_ = bin;
  if (bin < first_) {
    counts_.insert(counts_.begin(), first_ - bin, 0);
    first_ = bin;
  }
  if (bin - first_ >= counts_.size()) counts_.resize(bin - first_ + 1);
  counts_[bin - first_] += count;
}

void RoughDelays::merge(const RoughDelays& other) {
  other.for_each([this](std::size_t bin, std::uint32_t count) { grow(bin, count); });
}

std::uint64_t RoughDelays::count() const {
  std::uint64_t n = 0;
  for (const std::uint32_t c : counts_) n += c;
  return n;
}

MessageLog::MessageLog(Setup setup)
    : setup_(std::move(setup)), window_(window_for(setup_.end - setup_.warm_up)) {
  for (const std::uint32_t place : setup_.place_of_device)
    place_of_.push_back(std::min(place, setup_.places));
}

void MessageLog::turn_to(Time created) {
  const std::int64_t number = (created - setup_.warm_up) / window_;
  Rows& rows = windows_[number];
  rows.resize((std::size_t{setup_.places} + 1) * kTrafficClasses);
  current_ = &rows;
  from_ = setup_.warm_up + number * window_;
  until_ = from_ + window_;
}

MessageWay& MessageLog::note(const Frame& f) {
  if (sampled_ >= 2 * kMostWays) thin();
  const auto [at, made] = ways_.try_emplace(std::uint64_t{f.source} << 32 | f.sequence);
  MessageWay& way = at->second;
  if (made) {
    way.created = f.created;
    way.source = f.source;
    way.sequence = f.sequence;
    way.alarm = f.alarm;
    way.entry = f.entry;
    sampled_ += f.alarm == kNone;
  }
  return way;
}

void MessageLog::thin() {
  while (sampled_ > kMostWays && halvings_ < 62) {
    ++halvings_;
    sampled_ -= std::erase_if(ways_, [this](const auto& entry) {
      const MessageWay& w = entry.second;
      return w.alarm == kNone && !in_sample(message_hash(w.source, w.sequence), halvings_);
    });
  }
}

std::vector<MessageWay> MessageLog::ways() const {
  std::vector<MessageWay> out;
  for (const auto& [key, way] : ways_) out.push_back(way);
  std::ranges::sort(
      out, {}, [](const MessageWay& w) { return std::tuple(w.created, w.source, w.sequence); });
  return out;
}

}  // namespace wardtwin::flow
