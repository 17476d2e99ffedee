#pragma once

#include <span>
#include <vector>

#include "sim/base/histogram.h"
#include "sim/flow/flow.h"
#include "sim/flow/message_sample.h"

namespace wardtwin::flow {

/// What one stage counts of each flow. Every cell, port and server keeps its own and the run merges
/// them, so threads share nothing. Messages created before the end of warm-up are not counted at
/// all.
class FlowStatistics {
 public:
  FlowStatistics() = default;
  FlowStatistics(std::size_t flows, Time warm_up) : rows_(flows), warm_up_(warm_up) {}

  struct Row {
    Ledger ledger;
    Histogram delay;
  };

  void generated(FlowIndex flow, Time created) {
    if (created >= warm_up_) ++rows_[flow].ledger.generated;
  }
  /// A message of a flow that comes from no device.
  void lost(FlowIndex flow, Time created, LossCause cause) {
    if (created >= warm_up_) ++rows_[flow].ledger.lost[static_cast<std::size_t>(cause)];
  }
  /// `m`: a message of `def`, with created, source and sequence. `alarm`: the alarm that it carried, if
  /// any; such losses are kept one by one.
  template <class Message>
  void lost(const Source& def, const Message& m, LossCause cause, AlarmIndex alarm = kNone) {
    if (alarm != kNone)
      alarms_.push_back({alarm, def.flow, cause, m.created, m.source, m.sequence});
    if (m.created < warm_up_) return;
    lost(def.flow, m.created, cause);
    losses_.add(def, m.created - warm_up_);
    if (alarm == kNone)
      sample_.add(message_hash(m.source, m.sequence),
                  {m.created, m.source, m.sequence, alarm, cause});
  }
  /// The message reached the end of its flow.
  void delivered(FlowIndex flow, Time created, Time at, std::uint32_t bytes) {
    if (created < warm_up_) return;
    Row& row = rows_[flow];
    ++row.ledger.delivered;
    row.ledger.delivered_bytes += bytes;
    row.delay.add(at - created);
  }
  bool counts(Time created) const { return created >= warm_up_; }
  Time warm_up() const { return warm_up_; }

  void merge(const FlowStatistics& other) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      rows_[i].ledger.merge(other.rows_[i].ledger);
      rows_[i].delay.merge(other.rows_[i].delay);
    }
    alarms_.insert(alarms_.end(), other.alarms_.begin(), other.alarms_.end());
    losses_.merge(other.losses_);
    sample_.merge(other.sample_);
  }
  std::span<const Row> rows() const { return rows_; }

  struct LostAlarm {
    AlarmIndex alarm;
    FlowIndex flow;
    LossCause cause;
    Time created{0};
    SourceIndex source = kNone;
    std::uint32_t sequence = 0;
  };
  const std::vector<LostAlarm>& lost_alarms() const { return alarms_; }
  /// Of messages without an alarm.
  const HashSample<LostMessage>& lost_sample() const { return sample_; }
  const LossBook& losses() const { return losses_; }

 private:
  std::vector<Row> rows_;
  std::vector<LostAlarm> alarms_;
  LossBook losses_;
  HashSample<LostMessage> sample_;
  Time warm_up_{0};
};

}  // namespace wardtwin::flow
