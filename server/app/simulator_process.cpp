// fork, exec, one line of output, SIGTERM. The child dies with its parent (PR_SET_PDEATHSIG).
#include "app/simulator_process.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bursar::app {
namespace {

[[noreturn]] void become(const std::filesystem::path& executable,
                         const std::vector<std::string>& arguments, int output) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  ::dup2(output, STDOUT_FILENO);
  std::vector<char*> words;
  std::string name = executable.string();
  words.push_back(name.data());
  std::vector<std::string> owned = arguments;
  for (std::string& word : owned) words.push_back(word.data());
  words.push_back(nullptr);
  ::execvp(name.c_str(), words.data());
  ::_exit(127);
}

std::string read_line(int descriptor) {
  std::string line;
  char c = '\0';
  while (::read(descriptor, &c, 1) == 1 && c != '\n') line.push_back(c);
  return line;
}

// The word that follows `label` in a line, up to the next space.
std::string word_after(const std::string& line, const std::string& label) {
  const std::size_t start = line.find(label);
  if (start == std::string::npos) return "";
  const std::size_t from = start + label.size();
  return line.substr(from, line.find(' ', from) - from);
}

}  // namespace

SimulatorProcess::SimulatorProcess(const std::filesystem::path& executable,
                                   std::vector<std::string> arguments) {
  int pipe_ends[2] = {-1, -1};
  if (::pipe2(pipe_ends, O_CLOEXEC) != 0)
    throw std::runtime_error(std::string("no pipe for the simulator: ") + std::strerror(errno));
  pid_ = ::fork();
  if (pid_ < 0)
    throw std::runtime_error(std::string("the simulator cannot be started: ") +
                             std::strerror(errno));
  if (pid_ == 0) become(executable, arguments, pipe_ends[1]);
  ::close(pipe_ends[1]);
  output_ = pipe_ends[0];
  const std::string line = read_line(output_);
  base_url_ = word_after(line, "listening on ");
  api_key_ = Secret(word_after(line, "key="));
  if (base_url_.empty() || api_key_.empty())
    throw std::runtime_error("the simulator " + executable.string() +
                             " did not start: " + (line.empty() ? "no output" : line));
}

SimulatorProcess::~SimulatorProcess() {
  if (output_ >= 0) ::close(output_);
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  int status = 0;
  ::waitpid(pid_, &status, 0);
}

}  // namespace bursar::app
