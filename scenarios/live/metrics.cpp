#include "scenarios/live/metrics.h"

#include <array>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include "devices/wire/http.h"
#include "devices/wire/text.h"
#include "sim/base/error.h"

namespace wardtwin::live {
namespace {

// Loopback only, whatever the target is.
int listen_on(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  at.sin_port = htons(static_cast<std::uint16_t>(port));
  if (fd < 0 || ::bind(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 ||
      ::listen(fd, 8) != 0) {
    ::close(fd);
    throw RunError(
        fmt::format("port {} of 127.0.0.1 is taken; --metrics 0 takes a free one", port));
  }
  return fd;
}

int port_of(int fd) {
  sockaddr_in at{};
  socklen_t size = sizeof at;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size);
  return ntohs(at.sin_port);
}

class Page {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(text_), "# HELP wardtwin_{} {}\n# TYPE wardtwin_{} {}\n",
                   name, help, name, type);
  }
  template <class Value>
  void sample(std::string_view name, const std::string& labels, Value value) {
    fmt::format_to(std::back_inserter(text_), "wardtwin_{}{{{}}} {}\n", name, labels, value);
  }
  void summary(const std::string& name, const std::string& labels, const Histogram& h) {
    if (h.count() == 0) return;
    for (const double q : {0.5, 0.95, 0.99})
      sample(name, fmt::format("{},quantile=\"{}\"", labels, q), h.quantile(q));
    sample(name + "_sum", labels, static_cast<double>(h.sum_ns()) * 1e-9);
    sample(name + "_count", labels, h.count());
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string quoted(std::string_view text) {
  std::string out;
  wire::put_json_text(out, text);  // Prometheus escapes the same three characters
  return out;
}

}  // namespace

MetricsPage::MetricsPage(int port) : listener_(listen_on(port)), port_(port_of(listener_)) {
  thread_ = std::thread([this] { serve(); });
}

MetricsPage::~MetricsPage() {
  stop_ = true;
  thread_.join();
  ::close(listener_);
}

void MetricsPage::set(std::string text) {
  const std::lock_guard lock(mutex_);
  text_ = std::move(text);
}

// One short request at a time; whoever sends nothing for a second is sent away.
void MetricsPage::serve() {
  while (!stop_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (::poll(&waiting, 1, 100) <= 0) continue;
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    const timeval second{1, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
    std::string in, out;
    std::array<char, 4096> bytes;
    wire::http::Request request;
    wire::Framing f = wire::Framing::incomplete;
    while (f == wire::Framing::incomplete) {
      const long n = ::recv(fd, bytes.data(), bytes.size(), 0);
      if (n <= 0) break;
      in.append(bytes.data(), static_cast<std::size_t>(n));
      f = wire::http::next(in, 0, request);
    }
    if (f == wire::Framing::complete && request.method == "GET" && request.target == "/metrics") {
      const std::lock_guard lock(mutex_);
      wire::http::put_response(out, 200, "OK", "text/plain; version=0.0.4", text_);
    } else if (f != wire::Framing::incomplete) {
      wire::http::put_response(out, 404, "Not Found", "text/plain", "GET /metrics\n");
    }
    std::size_t sent = 0;
    for (long n; sent < out.size(); sent += static_cast<std::size_t>(n))
      if ((n = ::send(fd, out.data() + sent, out.size() - sent, MSG_NOSIGNAL)) <= 0) break;
    ::close(fd);
  }
}

std::string prometheus(const results::Live& live, const std::vector<results::Model::Flow>& flows) {
  Page page;
  const auto target_label = [&](std::uint32_t t) {
    return fmt::format("target=\"{}\"", quoted(live.targets[t].target));
  };
  const auto label = [&](const results::LiveFlow& f) {
    const std::string name = f.flow == flow::kNone ? "moves" : flows[f.flow].name;
    return fmt::format("{},flow=\"{}\"", target_label(f.target), quoted(name));
  };
  const auto counter = [&](std::string_view name, std::string_view help, auto member) {
    page.family(name, "counter", help);
    for (const auto& f : live.flows)
      if (f.simulated > 0) page.sample(name, label(f), f.*member);
  };
  using results::LiveFlow;
  counter("messages_simulated_total", "Messages that the run brought.", &LiveFlow::simulated);
  counter("messages_sent_total", "Messages written.", &LiveFlow::sent);
  counter("messages_acknowledged_total", "Messages acknowledged.", &LiveFlow::acknowledged);
  counter("messages_received_total", "Messages that our own subscriber received.",
          &LiveFlow::received);
  counter("messages_rejected_total", "Messages refused for good.", &LiveFlow::rejected);
  counter("messages_dropped_total", "Messages without room in the device.", &LiveFlow::dropped);
  counter("messages_withheld_total", "Messages beyond the limit of messages a second.",
          &LiveFlow::withheld);
  const auto summary = [&](const std::string& name, std::string_view help, auto member) {
    page.family(name, "summary", help);
    for (const auto& f : live.flows) page.summary(name, label(f), f.*member);
  };
  summary("late_seconds", "The generator itself, from due to written.", &LiveFlow::late);
  summary("publish_seconds", "From due to written, also without a connection at first.",
          &LiveFlow::publish);
  summary("acknowledge_seconds", "From due to acknowledged.", &LiveFlow::acknowledge);
  summary("end_to_end_seconds", "From due to received by our own subscriber.",
          &LiveFlow::end_to_end);
  page.family("connects_total", "counter", "Connections made.");
  for (std::uint32_t t = 0; t < live.targets.size(); ++t)
    page.sample("connects_total", target_label(t), live.targets[t].connects);
  page.family("connect_seconds", "summary", "From wanting a connection to having it.");
  for (std::uint32_t t = 0; t < live.targets.size(); ++t)
    page.summary("connect_seconds", target_label(t), live.targets[t].connect);
  page.family("closed_total", "counter", "Connections that ended, by whom.");
  for (std::uint32_t t = 0; t < live.targets.size(); ++t) {
    page.sample("closed_total", target_label(t) + ",by=\"scenario\"", live.targets[t].closed_by_us);
    page.sample("closed_total", target_label(t) + ",by=\"target\"", live.targets[t].closed_by_peer);
  }
  page.family("errors_total", "counter", "Errors by cause.");
  for (const auto& e : live.errors)
    page.sample("errors_total",
                fmt::format("{},cause=\"{}\"", target_label(e.target), quoted(e.cause)), e.count);
  return page.take();
}

}  // namespace wardtwin::live
