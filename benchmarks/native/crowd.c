/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Processes that sleep, as many as a large node has, for little memory.
 *
 *   cc -O1 -o crowd crowd.c; ./crowd OTHERS RUNS MEMBERS CHURN [NAME]
 *
 * OTHERS processes of nobody; RUNS process trees of MEMBERS processes each, a line "run PID" for the
 * root of each, with TRAINWATT_RUN=NAME-N in the environment of all if there is a NAME; and CHURN processes a second that are born and end at once, so that process numbers
 * move on as they do anywhere. A line "ready" when all are there. Ends, with all of them, when
 * standard input does.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t child(void) {
  pid_t parent = getpid();
  pid_t pid = fork();
  if (pid < 0) {
    perror("crowd: fork");
    exit(1);
  }
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
  }
  return pid;
}

static void sleeper(void) {
  for (;;) pause();
}

/* A root and its members. */
static void tree(int members) {
  for (int j = 1; j < members; j++) {
    if (child() == 0) sleeper();
  }
  sleeper();
}

/* The same, as what a process was started with says: an environment changes by exec alone. */
static void named_tree(const char *name, int number, const char *members) {
  char run[128];
  snprintf(run, sizeof run, "TRAINWATT_RUN=%s-%d", name, number);
  execle("/proc/self/exe", "crowd", members, (char *)NULL, (char *[]){run, NULL});
  perror("crowd: exec");
  _exit(1);
}

int main(int count, char **arguments) {
  if (count == 2) tree(atoi(arguments[1]));
  if (count != 5 && count != 6) {
    fprintf(stderr, "use: crowd OTHERS RUNS MEMBERS CHURN [NAME]\n");
    return 2;
  }
  int others = atoi(arguments[1]), runs = atoi(arguments[2]), members = atoi(arguments[3]);
  int churn = atoi(arguments[4]);
  for (int i = 0; i < others; i++) {
    if (child() == 0) sleeper();
  }
  for (int i = 0; i < runs; i++) {
    pid_t root = child();
    if (root == 0) {
      setsid();
      if (count == 6) named_tree(arguments[5], i, arguments[3]);
      tree(members);
    }
    printf("run %d\n", root);
  }
  puts("ready");
  fflush(stdout);
  struct pollfd end = {.fd = 0, .events = POLLIN};
  int pause_ms = churn > 0 ? 1000 / churn : -1;
  for (;;) {
    if (poll(&end, 1, pause_ms) > 0) return 0;
    if (child() == 0) _exit(0);
    while (waitpid(-1, NULL, WNOHANG) > 0) continue;
  }
}
