#pragma once

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/flow/flow.h"

/// What stages keep of single messages: a sample that is the same at every stage, and losses by place.
namespace wardtwin::flow {

/// A number that looks drawn at random but is the same for a message at every stage of its way.
constexpr std::uint64_t message_hash(SourceIndex source, std::uint32_t sequence) {
  std::uint64_t x = (std::uint64_t{source} << 32 | sequence) + 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/// One message in 2^halvings is in the sample; halvings 1 .. 62.
constexpr bool in_sample(std::uint64_t hash, int halvings) { return hash >> (64 - halvings) == 0; }

/// A bounded part of very many messages: whenever there are too many, every other one leaves. Which
/// messages stay does not depend on when or where they are seen.
template <class Row>
class HashSample {
 public:
  static constexpr std::size_t kMost = 4096;  ///< rows after thin()

  int halvings() const { return halvings_; }
  void add(std::uint64_t hash, const Row& row) {
    if (!in_sample(hash, halvings_)) return;
    rows_.push_back({hash, row});
    if (rows_.size() >= 2 * kMost) thin(halvings_);
  }
  /// To at most kMost rows, and at least so many halvings.
  void thin(int halvings) {
    for (halvings_ = std::max(halvings_, halvings);; ++halvings_) {
      std::erase_if(rows_, [this](const auto& r) { return !in_sample(r.first, halvings_); });
      if (rows_.size() <= kMost || halvings_ == 62) return;
    }
  }
  void merge(const HashSample& other) {
    rows_.insert(rows_.end(), other.rows_.begin(), other.rows_.end());
    thin(other.halvings_);
  }
  const std::vector<std::pair<std::uint64_t, Row>>& rows() const { return rows_; }

 private:
  std::vector<std::pair<std::uint64_t, Row>> rows_;
  int halvings_ = 1;
};

/// One message that did not arrive.
struct LostMessage {
  Time created{0};
  SourceIndex source = kNone;
  std::uint32_t sequence = 0;
  AlarmIndex alarm = kNone;
  LossCause cause = LossCause::not_attempted;
};

/// Losses of each device and class of traffic, by when the message was made.
class LossBook {
 public:
  static constexpr Time kWindow{600'000'000'000};  ///< of a new book

  void add(const Source& def, Time since_warm_up) {
    ++cells_[key(def.device, def.traffic, since_warm_up / window_)];
    if (cells_.size() > kMost) coarsen(next(window_));
  }
  /// Windows of `to`, a multiple of the present ones.
  void coarsen(Time to) {
    if (to == window_) return;
    std::unordered_map<std::uint64_t, std::uint64_t> coarse;
    for_each([&](DeviceIndex device, TrafficClass traffic, std::int64_t window, std::uint64_t n) {
      coarse[key(device, traffic, window * window_ / to)] += n;
    });
    cells_ = std::move(coarse);
    window_ = to;
  }
  void merge(const LossBook& other) {
    if (other.cells_.empty()) return;
    LossBook more = other;
    const Time common = std::max(window_, more.window_);
    coarsen(common);
    more.coarsen(common);
    for (const auto& [k, n] : more.cells_) cells_[k] += n;
  }
  Time window() const { return window_; }
  /// f(device, class, number of the window, losses), in no order.
  template <class F>
  void for_each(F f) const {
    for (const auto& [k, n] : cells_)
      f(static_cast<DeviceIndex>(k >> 32), static_cast<TrafficClass>(k & 3),
        static_cast<std::int64_t>((k >> 2) & 0x3fffffff), n);
  }

 private:
  static constexpr std::size_t kMost = 200'000;  ///< cells; beyond, windows become longer
  static constexpr Time next(Time w) {           ///< 10 min, 1 h, 6 h, 24 h, ...
    return w < Time{3'600'000'000'000 * 6} ? 6 * w : 4 * w;
  }
  static std::uint64_t key(DeviceIndex device, TrafficClass traffic, std::int64_t window) {
    return std::uint64_t{device} << 32 | static_cast<std::uint64_t>(window) << 2 |
           static_cast<std::uint64_t>(traffic);
  }
  std::unordered_map<std::uint64_t, std::uint64_t> cells_;
  Time window_ = kWindow;
};

}  // namespace wardtwin::flow
