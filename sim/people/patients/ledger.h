#pragma once

#include <cstdint>
#include <string_view>

namespace wardtwin::people {

/// Where the patients of a unit, a pathway or a hospital went, in patients.
struct PatientLedger {
  std::uint64_t there_at_start = 0;
  std::uint64_t arrived = 0;   ///< from outside
  std::uint64_t moved_in = 0;  ///< from another unit
  std::uint64_t left = 0;      ///< alive, for good
  std::uint64_t died = 0;
  std::uint64_t moved_out = 0;  ///< to another unit
  std::uint64_t unserved = 0;   ///< gave up waiting
  std::uint64_t turned_away = 0;
  std::uint64_t there = 0;  ///< counted where they are, not from the others

  std::uint64_t came() const { return there_at_start + arrived + moved_in; }
  std::uint64_t went() const { return left + died + moved_out + unserved + turned_away; }
};

/// Throws RunError, with all numbers, unless came() = went() + there.
void require_balanced(std::string_view of, const PatientLedger& ledger);

}  // namespace wardtwin::people
