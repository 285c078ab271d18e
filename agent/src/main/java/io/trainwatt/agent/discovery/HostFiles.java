package io.trainwatt.agent.discovery;

import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.json.MalformedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What pods and containers are called, from files that kubelet and engines keep on the node; nobody
 * is asked over the network. What isn't there or can't be understood is not known.
 */
final class HostFiles {
  private static final long LARGEST = 4L << 20;
  private static final List<String> CONTAINERD =
      List.of("k8s.io", "moby", "default").stream()
          .map(space -> "run/containerd/io.containerd.runtime.v2.task/" + space + "/%s/config.json")
          .toList();
  private static final List<String> STORAGE =
      List.of(
          "run/containers/storage/overlay-containers/%s/userdata/config.json",
          "var/lib/containers/storage/overlay-containers/%s/userdata/config.json");

  // Annotations of containerd's and CRI-O's plug-ins for Kubernetes, and of nerdctl.
  private static final Map<String, String> ANNOTATIONS =
      Map.of(
          "io.kubernetes.cri.sandbox-namespace", "kubernetes.namespace",
          "io.kubernetes.cri.sandbox-name", "kubernetes.pod",
          "io.kubernetes.cri.container-name", "kubernetes.container",
          "io.kubernetes.cri.image-name", "container.image",
          "io.kubernetes.pod.namespace", "kubernetes.namespace",
          "io.kubernetes.pod.name", "kubernetes.pod",
          "io.kubernetes.container.name", "kubernetes.container",
          "io.kubernetes.cri-o.ImageName", "container.image",
          "nerdctl/name", "container.name");

  private final Path root;

  HostFiles(Path root) {
    this.root = root;
  }

  /** Namespace and name of a pod, by its folder of logs: {@code namespace_name_uid}. */
  Map<String, String> pod(String uid) {
    Path logs = root.resolve("var/log/pods");
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(logs)) {
      for (Path folder : folders) {
        String[] parts = String.valueOf(folder.getFileName()).split("_", -1);
        if (parts.length == 3 && parts[2].equals(uid)) {
          return Map.of("kubernetes.namespace", parts[0], "kubernetes.pod", parts[1]);
        }
      }
    } catch (IOException e) {
      return Map.of();
    }
    return Map.of();
  }

  /** Labels of a container. */
  Map<String, String> container(Cgroup.Container container) {
    Map<String, String> labels = new TreeMap<>();
    if (container.engine().equals("docker")) {
      json("var/lib/docker/containers/%s/config.v2.json".formatted(container.id()))
          .ifPresent(file -> docker(file, labels));
    }
    for (List<String> places : List.of(CONTAINERD, STORAGE)) {
      for (String place : places) {
        json(place.formatted(container.id())).ifPresent(file -> annotations(file, labels));
      }
    }
    if (container.engine().equals("podman")) {
      podman(container.id()).ifPresent(name -> labels.put("container.name", name));
    }
    return labels;
  }

  private static void docker(JsonObject file, Map<String, String> labels) {
    try {
      file.text("Name")
          .ifPresent(
              name ->
                  labels.put("container.name", name.startsWith("/") ? name.substring(1) : name));
      Optional<JsonObject> config = file.object("Config");
      if (config.isPresent()) {
        config.get().text("Image").ifPresent(image -> labels.put("container.image", image));
      }
    } catch (MalformedJson e) {
      // Of a version that writes it otherwise: what was understood is kept.
      return;
    }
  }

  private static void annotations(JsonObject file, Map<String, String> labels) {
    try {
      file.textMap("annotations")
          .forEach(
              (name, value) -> {
                String label = ANNOTATIONS.get(name);
                if (label != null) {
                  labels.put(label, value);
                }
              });
    } catch (MalformedJson e) {
      // Not annotations as we know them.
      return;
    }
  }

  private Optional<String> podman(String id) {
    Path list = root.resolve("var/lib/containers/storage/overlay-containers/containers.json");
    try {
      JsonObject all = JsonObject.parse("{\"containers\":" + text(list) + "}");
      for (JsonObject one : all.objects("containers")) {
        if (one.text("id").equals(Optional.of(id))) {
          return one.texts("names").stream().findFirst();
        }
      }
    } catch (IOException | MalformedJson e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private Optional<JsonObject> json(String place) {
    try {
      return Optional.of(JsonObject.parse(text(root.resolve(place))));
    } catch (IOException | MalformedJson e) {
      return Optional.empty();
    }
  }

  private static String text(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new IOException(file + " is larger than it should be");
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
