#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "network_models/wifi/cell.h"

namespace wardtwin::wifi {

/// Cells of one channel that hear each other, directly or over others, run as one in the order of
/// time.
///
/// Model       A cell keeps quiet, its counters stopped, while a cell that it hears holds the air; cells
///             that do not hear each other send at once. Frames of cells that hear each other and begin
///             at one instant are lost. A frame, or its RTS, that meets one of a cell hidden from its
///             sender is lost by the error rate that this leaves at the receiver; of a CTS that such
///             a cell hears it keeps quiet. Power: of the access point, for its stations too.
/// Valid for   Any graph of who hears whom among access points; stations hear what theirs hear.
/// Leaves out  Propagation delay; where within its cell a station sends from; replies and beacons that
///             are lost to others; capture after the preamble.
/// Checked by  tests/validation/wifi/overlap_test.cpp tests/validation/wifi/hidden_cells_test.cpp
///
/// A cell runs alone, its own one-step path included, up to the next event of any other. No result
/// depends on windows, and a domain of one cell is that cell.
class CoupledCells {
 public:
  struct Member {
    Cell* cell;
    CellOutput* out;
    std::vector<std::uint32_t> heard_by;     ///< other members
    std::vector<std::uint32_t> hidden_from;  ///< others, of which receivers hear it and nobody else
  };
  explicit CoupledCells(std::vector<Member> members);

  Time next_event() const;
  void run(Time until);  ///< everything strictly before it
  void call() const {
    if (members_.size() == 1) members_[0].cell->call();
  }
  void fetch() const {
    if (members_.size() == 1) members_[0].cell->fetch();
  }

 private:
  void run_one(std::size_t member, Time until);
  void run_all(Time now);
  void tell(std::size_t member, Time until);

  std::vector<Member> members_;
  std::vector<Time> next_;  ///< by member, while it runs
  std::vector<std::uint32_t> active_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> struck_;  ///< that collide
};

}  // namespace wardtwin::wifi
