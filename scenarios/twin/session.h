#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "scenarios/recording/recording.h"
#include "scenarios/run/folder.h"
#include "scenarios/twin/twin.h"
#include "sim/results/twin_file.h"

namespace wardtwin::twin {

struct SessionOptions {
  std::uint64_t seed = 1;
  int jobs = 1;
  std::string output;         ///< file of the twin; empty: none
  std::string recording;      ///< what is heard live goes here; empty: nowhere
  std::int64_t midnight = 0;  ///< from which live times count, us since 1970
  bool forecasts = true;
  /// Findings, warnings and forecasts in words, as they come.
  std::function<void(const std::string& line)> say;
  /// The same for machines: `topic` below the twin's own, and a JSON text.
  std::function<void(const std::string& topic, const std::string& json)> publish;
};

/// A twin with what it keeps: its file, its recording, its forecasts in the making.
///
/// Live, forecasts are made in the background while messages go on being taken; a recording gives
/// the same file, since a forecast depends on the present it began from alone.
class Session {
 public:
  Session(const compiler::Hospital& hospital, std::vector<compiler::FutureParts> what_ifs,
          SessionOptions options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// All of a recording, at once.
  void replay(const std::string& recording);
  /// What an earlier session of this recording left when it ended or was killed: the state from the
  /// recording, forecasts that were made already from the file. Nothing is counted twice.
  void resume();
  void announce(decltype(SessionOptions::publish) publish) {
    options_.publish = std::move(publish);
  }
  /// One event of a live hospital: to the recording, then to the twin.
  void hear(const recording::Event& event);
  /// Takes forecasts that are ready; call it now and then.
  void poll();
  /// Waits for all forecasts and writes the file.
  void finish();

  const Twin& twin() const { return twin_; }
  const results::TwinFile& file() const { return file_; }

 private:
  struct Job {
    pid_t pid = -1;
    std::uint32_t number = 0;
  };
  void start(const Present& present, std::uint32_t number);
  bool collect(bool wait);
  void found(const Finding& finding);
  void foresaw(const Forecast& forecast);
  void estimate();
  void save();
  std::string clock(Time t) const;

  const compiler::Hospital* hospital_;
  std::vector<compiler::FutureParts> what_ifs_;
  SessionOptions options_;
  run::Folder folder_;
  results::TwinFile file_;
  results::TwinFile before_;  ///< what a session before this one had counted
  std::vector<Quantity> names_;
  Twin twin_;
  std::unique_ptr<recording::Writer> writer_;
  std::vector<Job> jobs_;
  bool live_ = false;
};

/// Tables for people: findings, estimates, coverage, what was wrong with messages.
std::string text(const results::TwinFile& file);

}  // namespace wardtwin::twin
