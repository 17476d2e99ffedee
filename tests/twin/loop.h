#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/recording/recording.h"
#include "scenarios/run/recorder.h"
#include "scenarios/run/replication.h"
#include "scenarios/twin/twin.h"

/// A hospital that is simulated and writes what it says, and a twin that only reads that.
namespace wardtwin::twin::test {

inline const char* const kWard = WARDTWIN_ROOT "/tests/twin/ward.yaml";

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "wardtwin-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline results::Replication record(const compiler::Hospital& h, std::uint32_t replication,
                                   const std::string& file) {
  run::Recorder recorder(h, file, h.twin.heartbeat);
  run::ReplicationOptions o;
  o.seed = {h.header.seed, replication};
  o.recorder = &recorder;
  return run::Replication(h, o).run();
}

/// The twin knows the scenario as written, and no more.
inline std::vector<Finding> findings(const compiler::Hospital& as_written,
                                     const std::string& file) {
  Options o;
  o.forecasts = false;
  Twin twin(as_written, {}, o);
  recording::read(file, [&](const recording::Event& e) { twin.take(e); });
  return twin.findings();
}

inline compiler::Change arrivals(Time at, double factor) {
  compiler::Change c;
  c.at = at;
  c.factor = factor;
  return c;
}

}  // namespace wardtwin::twin::test
