#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sim/base/time.h"
#include "sim/flow/flow.h"

/// What single patients did from coming to leaving, for those who ask afterwards why it took so long.
namespace wardtwin::flow {

enum class PatientDoes : std::uint8_t {
  waits,             ///< in the line of a resource
  stays,             ///< has what the step needs
  waits_for_others,  ///< for what was sent off
  waits_again        ///< for what was taken away
};
enum class PatientExit : std::uint8_t { there, left, died, unserved, turned_away };

/// One patient on a pathway.
struct PatientWay {
  Time came{0};
  Time left = kNever;        ///< kNever: was still there
  Time timed = kNever;       ///< its time in system counts until then
  std::uint32_t number = 0;  ///< of its pathway, in order of arrival
  std::uint32_t pathway = 0;
  PatientIndex patient = kNone;  ///< as in the log of beds; kNone: was in none
  PatientExit exit = PatientExit::there;
  std::uint64_t stands_for = 1;  ///< patients: one in so many was kept
};

/// Those of one way follow each other without a gap, from its coming to its leaving.
struct PatientStage {
  std::uint32_t way = kNone;
  Time from{0}, until = kNever;  ///< kNever: to the end of the run
  PatientDoes does = PatientDoes::stays;
  std::uint32_t step = 0;
  std::uint32_t resource = kNone;                  ///< that it waits for
  std::uint32_t line = 0;                          ///< patients in the line as it came
  std::uint32_t served = 0;                        ///< of any, who got it meanwhile
  std::uint32_t units = 0, in_use = 0, there = 0;  ///< wanted; in use and on duty as it came
};

/// Who had what a patient waits for, as it came to wait.
struct PatientHolder {
  std::uint32_t stage = kNone;
  std::uint32_t step = 0;  ///< where they were
  bool waiting = false;    ///< themselves, to begin it
  std::uint32_t patients = 0, units = 0;
};

/// Ways of a sample of patients.
///
/// Model       One patient in 2^halvings by a hash of its name, so many that at most kMost are kept;
///             who is kept does not depend on when they come. The stage under way ends where the
///             next begins, so that the stages sum to the whole; stages of no length are left out.
/// Valid for   Patients who come after `from`.
/// Leaves out  What is sent off by a patient (it waits for them in a stage of its own); patients of
///             units who are on no pathway.
/// Checked by  tests/unit/pathways/patient_log_test.cpp
class PatientLog {
 public:
  static constexpr std::size_t kMost = 2048;
  explicit PatientLog(Time from) : from_(from) {}

  bool keeps(std::uint64_t key) const { return halvings_ == 0 || key >> (64 - halvings_) == 0; }
  void come(std::uint64_t key, const PatientWay& way);
  /// From stage.from on. `served` of it and of end_wait() is the resource's count of all so far.
  void turn(std::uint64_t key, const PatientStage& stage, std::vector<PatientHolder> holders = {});
  /// `served` so far, without this patient.
  void end_wait(std::uint64_t key, std::uint64_t served);
  void lies(std::uint64_t key, PatientIndex patient);
  void timed(std::uint64_t key, Time at);
  void leave(std::uint64_t key, Time at, PatientExit exit);

  int halvings() const { return halvings_; }
  struct Rows {
    std::vector<PatientWay> ways;  ///< in order of coming
    std::vector<PatientStage> stages;
    std::vector<PatientHolder> holders;
  };
  Rows rows() const;

 private:
  struct Kept {
    PatientWay way;
    std::vector<PatientStage> stages;
    std::vector<PatientHolder> holders;  ///< `stage` counts from 0
    bool waits = false;  ///< the last stage's `served` is the count at its beginning
  };
  Kept* find(std::uint64_t key);
  static void close(Kept& kept, Time at);
  void thin();

  Time from_;
  int halvings_ = 0;
  std::unordered_map<std::uint64_t, Kept> kept_;
};

}  // namespace wardtwin::flow

namespace wardtwin {

template <>
inline constexpr auto words<flow::PatientDoes> =
    std::array{Word{flow::PatientDoes::waits, "waits"}, Word{flow::PatientDoes::stays, "stays"},
               Word{flow::PatientDoes::waits_for_others, "waits for others"},
               Word{flow::PatientDoes::waits_again, "waits again"}};

template <>
inline constexpr auto words<flow::PatientExit> =
    std::array{Word{flow::PatientExit::there, "there"}, Word{flow::PatientExit::left, "left"},
               Word{flow::PatientExit::died, "died"}, Word{flow::PatientExit::unserved, "unserved"},
               Word{flow::PatientExit::turned_away, "turned away"}};

}  // namespace wardtwin
