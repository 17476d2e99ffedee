// The plain way to load a broker: libmosquitto clients on one epoll loop, each publishing at its own period.
//
//     mqtt_plain_client PORT CLIENTS PERIOD_MS SECONDS
//
// Prints the time to connect all, messages a second, processor time a message and how late they were.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include <mosquitto.h>
#include <sys/epoll.h>
#include <sys/resource.h>

namespace {

double clock_of(clockid_t id) {
  timespec t{};
  ::clock_gettime(id, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

struct Client {
  mosquitto* m = nullptr;
  double next = 0;
};

void watch(int epoll, Client& c, int operation) {
  epoll_event e{};
  e.events = EPOLLIN | (mosquitto_want_write(c.m) ? EPOLLOUT : 0u);
  e.data.ptr = &c;
  ::epoll_ctl(epoll, operation, mosquitto_socket(c.m), &e);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return std::fprintf(stderr, "PORT CLIENTS PERIOD_MS SECONDS\n"), 2;
  const int port = std::atoi(argv[1]), count = std::atoi(argv[2]);
  const double period = std::atof(argv[3]) / 1000, length = std::atof(argv[4]);
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  mosquitto_lib_init();
  const int epoll = ::epoll_create1(0);
  std::vector<Client> clients(static_cast<std::size_t>(count));
  const double connecting = clock_of(CLOCK_MONOTONIC);
  for (int i = 0; i < count; ++i) {
    Client& c = clients[static_cast<std::size_t>(i)];
    c.m = mosquitto_new(("plain" + std::to_string(i)).c_str(), true, nullptr);
    if (mosquitto_connect(c.m, "127.0.0.1", port, 60) != MOSQ_ERR_SUCCESS)
      return std::fprintf(stderr, "client %d cannot connect\n", i), 3;
    watch(epoll, c, EPOLL_CTL_ADD);
  }
  const double begin = clock_of(CLOCK_MONOTONIC), cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID);
  for (int i = 0; i < count; ++i)
    clients[static_cast<std::size_t>(i)].next = begin + period * i / count;
  // clients are due in turn, for ever in the same order
  const std::string payload(200, 'x');
  std::vector<double> late;
  std::vector<epoll_event> events(256);
  std::size_t turn = 0;
  for (double t = begin; t < begin + length; t = clock_of(CLOCK_MONOTONIC)) {
    for (int batch = 0; batch < 64 && clients[turn].next <= t; ++batch) {
      Client& c = clients[turn];
      mosquitto_publish(c.m, nullptr, "plain/load", 200, payload.data(), 0, false);
      late.push_back(clock_of(CLOCK_MONOTONIC) - c.next);
      c.next += period;
      turn = (turn + 1) % clients.size();
    }
    const int ms = std::max(0, static_cast<int>(1000 * (clients[turn].next - t)));
    const int n = ::epoll_wait(epoll, events.data(), 256, ms);
    for (int i = 0; i < n; ++i) {
      Client& c = *static_cast<Client*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (events[static_cast<std::size_t>(i)].events & EPOLLIN) mosquitto_loop_read(c.m, 16);
      if (mosquitto_want_write(c.m)) mosquitto_loop_write(c.m, 16);
      mosquitto_loop_misc(c.m);
    }
  }
  const double wall = clock_of(CLOCK_MONOTONIC) - begin;
  const double used = clock_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  std::sort(late.begin(), late.end());
  const auto n = static_cast<double>(late.size());
  std::printf(
      "connected %d in %.2f s; %.0f messages/s, %.2f us of a processor each, late p99 %.3f ms\n",
      count, begin - connecting, n / wall, 1e6 * used / n,
      1e3 * late[static_cast<std::size_t>(0.99 * (n - 1))]);
}
