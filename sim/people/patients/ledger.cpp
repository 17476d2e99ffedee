#include "sim/people/patients/ledger.h"

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::people {

void require_balanced(std::string_view of, const PatientLedger& l) {
  if (l.came() == l.went() + l.there) return;
  throw RunError(
      fmt::format("the patients of '{}' do not balance: {} there at the start + {} arrived + {} "
                  "moved in, {} left + {} died + {} moved out + {} gave up + {} turned away + {} "
                  "still there. This is a defect of Wardtwin: please report it with the scenario.",
                  of, l.there_at_start, l.arrived, l.moved_in, l.left, l.died, l.moved_out,
                  l.unserved, l.turned_away, l.there));
}

}  // namespace wardtwin::people
