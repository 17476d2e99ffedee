#pragma once

#include <tuple>

#include "network_models/attacks/defs.h"
#include "sim/base/fields.h"

/// Field tables of defs.h.
namespace wardtwin {

template <>
inline constexpr auto fields<attacks::AttackDef> = [] {
  using D = attacks::AttackDef;
  return std::tuple{
      field("at", &D::at, "clock", 0, 3.1536e9,
            "Time of day when it begins, the first after measuring starts."),
      field("kind", &D::kind, "What happens."),
      field("what", &D::what,
            "The link, gateway or access point it is aimed at; of ransomware the device class or "
            "part whose first host has it, of scans and false readings the device class."),
      field("for", &D::lasts, "s", 1e-3, 3.1536e9, "How long it lasts; without it, to the end."),
      field("spread", &D::spread, "1/s", 0, 1e3,
            "Ransomware: attempts of one infected host on others.", Mark::assumed,
            "1 to 10 hosts a minute where nothing separates them"),
      field("stops_after", &D::stops_after, "s", 0, 3.1536e9,
            "Ransomware: from infection until the host stops.", Mark::assumed,
            "encryption of a workstation"),
      field("recovery", &D::recovery, "s", 0, 3.1536e9,
            "Ransomware and scan: from the stop until the host is back, clean.", Mark::assumed,
            "hospitals needed days to months after ransomware"),
      field(
          "rate", &D::rate, "bit/s", 1, 1e13,
          "Flood: what is sent into the link; UDP flood: to the gateway; TCP flood: the most that "
          "all its connections would send.",
          Mark::assumed, "10,000 to 100,000 packets a second and source"),
      field("packet", &D::packet, "B", 64, 9000, "UDP and TCP flood: length of a packet.",
            Mark::recalled, "the longest of Ethernet; 64 B load cores most"),
      field(
          "packet_work", &D::packet_work, "s", 0, 1,
          "UDP and TCP flood: core time of the gateway for a packet, which it drops, or takes and "
          "answers (twice).",
          Mark::assumed, "a kernel handles some 500,000 packets a second and core"),
      field("connections", &D::connections, "1", 1, 1e7,
            "TCP flood: connections that it holds open.", Mark::assumed, "a small botnet"),
      field(
          "connects", &D::connects, "1/s", 0, 1e7,
          "Connect flood: handshakes begun; slow connects: connections opened and held; SYN flood: "
          "connections half opened.",
          Mark::measured, "a tool opened 1,024 connections in 0.7 s and held them"),
      field("messages", &D::messages, "1/s", 0, 1e7, "Publish flood: messages sent to it.",
            Mark::measured, "one client sent 218 a second"),
      field("half_open", &D::half_open, "s", 1e-3, 3600,
            "SYN flood: how long one that nobody finishes is kept.", Mark::recalled,
            "five repeated answers of TCP take 63 s"),
      field("share", &D::share, "1", 0, 1,
            "Scan and false readings: share of the devices of `what` that it reaches."),
      field("hangs", &D::hangs, "1", 0, 1,
            "Scan: share of those that hang until somebody restarts them, after `recovery`.",
            Mark::assumed, "old network stacks"),
      field("false_per_hour", &D::false_per_hour, "1/h", 0, 3600,
            "False readings: false alarms of one device that is in use."),
      field("hides", &D::hides, "1", 0, 1,
            "False readings: share of the true alarms that the device keeps to itself."),
      field("lured", &D::lured, "1", 0, 1,
            "Rogue access point: share of the devices of `what` that it gets.", Mark::assumed,
            "it is half of the time stronger"),
      field("delay", &D::delay, "s", 0, 60, "Spoofing: added to every frame.", Mark::assumed,
            "a host that passes on in software"),
      field("loss", &D::loss, "1", 0, 1, "Spoofing: share of frames lost.", Mark::assumed,
            "the same")};
}();

template <>
inline constexpr auto fields<attacks::DetectorDef> =
    std::tuple{field("found", &attacks::DetectorDef::found, "1", 0, 1,
                     "Share of infected hosts that it ever finds; 0: there is none.", Mark::assumed,
                     "depends on the product"),
               field("takes", &attacks::DetectorDef::takes, "s", 1e-3, 3.1536e9,
                     "Mean of the exponential time from infection to the finding.", Mark::assumed,
                     "1 min to 57 days have been published"),
               field("false_alarms", &attacks::DetectorDef::false_alarms, "1/s", 0, 1,
                     "Healthy hosts that it takes for infected, per host.")};

template <>
inline constexpr auto fields<attacks::PatchingDef> = std::tuple{
    field("from", &attacks::PatchingDef::from, "clock", 0, 86400, "Time of day when it begins."),
    field("to", &attacks::PatchingDef::to, "clock", 0, 86400, "Time of day when it ends."),
    field("share", &attacks::PatchingDef::share, "1", 0, 1,
          "Share of the hosts not patched yet that each window reaches; 0: there are none.",
          Mark::assumed, "depends on the hospital"),
    field("restart", &attacks::PatchingDef::restart, "s", 0, 86400,
          "How long a host is out of service for it.", Mark::assumed, "a restart")};

template <>
inline constexpr auto fields<attacks::IsolationDef> = std::tuple{
    field("zones", &attacks::IsolationDef::zones,
          "Switches of each zone. With it is cut off all that is plugged into them; its alarms are "
          "heard if it has a gateway with local_alarms."),
    field("findings", &attacks::IsolationDef::findings, "1", 1, 1e6,
          "Hosts found infected (also by mistake) or stopped before it is decided.", Mark::assumed,
          "nobody cuts a ward off for one"),
    field("after", &attacks::IsolationDef::after, "s", 0, 3.1536e9,
          "From then until the zones are cut off.", Mark::assumed, "a call and a decision"),
    field("lifted_after", &attacks::IsolationDef::lifted_after, "s", 0, 3.1536e9,
          "From when nothing spreads any more until they are joined again.", Mark::assumed,
          "somebody must be sure")};

template <>
inline constexpr auto fields<attacks::SecurityDef> = std::tuple{
    field("segments", &attacks::SecurityDef::segments,
          "Device classes and parts of each segment (VLAN); what is in none shares one. A "
          "firewall in the network separates in any case."),
    field("allowed", &attacks::SecurityDef::allowed,
          "Segments into which hosts of each segment may open connections, also through a "
          "firewall."),
    field("across", &attacks::SecurityDef::across, "1", 0, 1,
          "Attempts into an allowed segment over those within one.", Mark::assumed,
          "a twentieth passes the rules"),
    field("patched", &attacks::SecurityDef::patched, "1", 0, 1,
          "Share of hosts that ransomware cannot infect.", Mark::assumed,
          "9 % of connected medical devices have a known exploited weakness"),
    field("patching", &attacks::SecurityDef::patching,
          "Windows in which the other hosts are patched, from the start of the run on."),
    field("detector", &attacks::SecurityDef::detector, "What finds infected hosts."),
    field("responds_after", &attacks::SecurityDef::responds_after, "s", 0, 3.1536e9,
          "From a finding, or a stopped host, until it is in quarantine.", Mark::assumed,
          "10 min to 24 h"),
    field("inspection", &attacks::SecurityDef::inspection, "s", 0, 3.1536e9,
          "How long a host is in quarantine, where its messages are lost.", Mark::assumed,
          "reinstalling a device"),
    field("isolation", &attacks::SecurityDef::isolation,
          "Parts of the network that are cut off when an attack is noticed."),
    field("message_limit", &attacks::SecurityDef::message_limit, "1/s", 0, 1e7,
          "Messages that a gateway takes from strangers at most."),
    field("connect_limit", &attacks::SecurityDef::connect_limit, "1/s", 0, 1e7,
          "Handshakes that a gateway begins for strangers at most."),
    field("rate_limit", &attacks::SecurityDef::rate_limit, "bit/s", 1, 1e13,
          "What a switch lets a flood have of a link.")};

}  // namespace wardtwin
