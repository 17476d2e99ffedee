#include "viz/draw/glossary.h"

#include <algorithm>

namespace wardtwin::viz {

const std::vector<Term>& glossary() {
  static const std::vector<Term> all{
      {"95 % interval",
       "Where the mean over ever more replications lies with 95 % confidence; one replication has "
       "none."},
      {"access point",
       "A radio on the ceiling that wireless devices are with; it passes their messages on to the "
       "wired network."},
      {"acknowledged", "A nurse has taken the alarm on her handset."},
      {"acuity", "How much care a patient needs."},
      {"admission", "A patient who got a bed."},
      {"admitted", "Patients who got a bed."},
      {"airtime",
       "Share of time in which a radio channel is used; two senders at once are a collision."},
      {"alarm manager",
       "The server that receives alarms, chooses a nurse and pushes them to her handset."},
      {"artefact", "An alarm without a true condition behind it, such as a moved sensor."},
      {"B - A", "Difference of the means of the second run and the first."},
      {"bay", "A room with several beds."},
      {"bed", "Where a patient lies."},
      {"beds", "Beds the unit has."},
      {"bedside", "A nurse has come to the bed."},
      {"began", "Patients who got what the step needs."},
      {"blind", "An occupied, monitored bed of which nothing is heard."},
      {"busy", "Share of time in which something is in use."},
      {"cause", "What is behind it."},
      {"channel",
       "The part of the radio band that an access point uses; neighbours on one channel share its "
       "time."},
      {"collision", "Two transmissions that met on the air; both may be lost."},
      {"control", "Airtime of acknowledgements and other frames without data."},
      {"detected", "The device has noticed the condition."},
      {"device", "The device has decided that it is an alarm."},
      {"escalation", "A push to a next handset because nobody answered."},
      {"event", "Something that was logged at one instant."},
      {"first at", "Time of day of the first time."},
      {"flow", "One kind of message of one class of device."},
      {"frame", "What a radio sends at once."},
      {"gateway",
       "A computer that gathers the messages of a ward's devices and forwards them to the "
       "servers."},
      {"handset", "The phone a nurse carries; alarms ring on it."},
      {"icu", "Intensive care unit."},
      {"jobs done", "Messages or alarms that it has served."},
      {"kind", "What raised it, or what it is for."},
      {"lasted", "From failing to being repaired, or to the end of the run."},
      {"latency", "Time from sending to arrival."},
      {"left", "Patients who left the unit."},
      {"length", "Time it took."},
      {"link", "A cable between two parts of the wired network."},
      {"low", "The least value."},
      {"manager", "The alarm manager has the alarm."},
      {"mean", "The sum divided by the number."},
      {"model", "The part of the simulation that warns."},
      {"nurse", "A nurse of one shift."},
      {"occupied", "Beds with a patient in them."},
      {"of", "What the number is about."},
      {"onset", "The condition behind an alarm began."},
      {"p50", "Half of the values are no larger."},
      {"p95", "95 of 100 values are no larger."},
      {"p99", "99 of 100 values are no larger."},
      {"part", "Part of the hospital, in the order in which data travels."},
      {"pathway", "A kind of patients and the steps they go through."},
      {"place", "The room where she is."},
      {"priority", "How urgent an alarm is: high, medium or low."},
      {"quantity", "What is measured."},
      {"queue", "What waits for a part that is busy."},
      {"radio", "The alarm's message has crossed the air; also: how a device is connected."},
      {"replication", "One run of the scenario with its own random numbers."},
      {"requirement", "What the scenario says must hold; a run gives its verdict."},
      {"resource", "Staff, beds, rooms or equipment that patients wait for."},
      {"retries", "Transmissions of a frame after the first one."},
      {"roaming", "A device leaves one access point and joins another."},
      {"seed", "The number that all random numbers follow from: equal seeds give equal runs."},
      {"sent", "Messages that devices generated."},
      {"server", "A computer that stores messages or serves alarms."},
      {"share of the whole", "Its part of the time from onset to the last stage."},
      {"shift", "Day or night: when a nurse is on duty."},
      {"signal", "Power of the access point heard best, in dBm: 10 dB less is a tenth."},
      {"standby", "A gateway that takes over when another one fails."},
      {"state", "What is known of it at the time of the time bar."},
      {"step",
       "From one thing that happened to the next; of a pathway: wait for what it needs, stay, go "
       "on."},
      {"stream", "One kind of message that a device sends."},
      {"switch", "A part of the wired network that joins cables."},
      {"tier", "Where a server stands: at the edge, on the premises or in a cloud."},
      {"times", "How often."},
      {"turned away", "Those who found no room and went."},
      {"unit", "A ward, or another group of rooms with its own nurses."},
      {"verdict", "Met, not met, or not decided where the interval holds the limit."},
      {"waited", "Those who could not be served at once."},
      {"walked", "Way of all nurses of the unit."},
      {"warm-up", "The first part of a run, which is not counted."},
      {"way", "What happened between the device and the bedside, stage by stage."},
      {"what", "The part that failed, or what is to be checked."}};
  return all;
}

const char* meaning_of(std::string_view word) {
  for (const Term& t : glossary())
    if (word == t.word) return t.meaning;
  return nullptr;
}

}  // namespace wardtwin::viz
