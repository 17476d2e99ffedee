#include "scenarios/compiler/catalogue.h"

#include "scenarios/compiler/scenario_text.h"

namespace wardtwin::compiler {

Catalogue catalogue() {
  return {
      describe<HeaderDef>("scenario", "What is simulated, and for how long."),
      describe<BuildingDef>("building", "The floors and rooms; walls follow from the rooms."),
      describe<FloorDef>("building.floors.NAME", "One storey."),
      describe<RoomDef>("building.floors.NAME.rooms.NAME", "One rectangular room."),
      describe<BenchDef>("bench", "A laboratory bench: devices without patients."),
      describe<BenchDeviceDef>("bench.devices.NAME", "Equal devices of a bench."),
      describe<FaultDef>("faults", "A part that fails at a given time, and comes back."),
      describe<RequirementDef>("requirements.NAME", "What must hold; a run says whether it did."),
  };
}

}  // namespace wardtwin::compiler
