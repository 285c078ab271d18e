package io.trainwatt.agent.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DrmClientsTest {
  private static final String CARD = "0000:03:00.0";

  @TempDir private Path proc;
  private long seconds;

  private void opens(long pid, int file, String target) throws IOException {
    Path folder = Files.createDirectories(proc.resolve(pid + "/fd"));
    Files.createSymbolicLink(folder.resolve(Integer.toString(file)), Path.of(target));
  }

  private void tells(long pid, int file, String client, String... lines) throws IOException {
    Path folder = Files.createDirectories(proc.resolve(pid + "/fdinfo"));
    Files.writeString(
        folder.resolve(Integer.toString(file)),
        "pos:\t0\nflags:\t02100002\ndrm-driver:\tamdgpu\ndrm-client-id:\t%s\ndrm-pdev:\t%s\n%s\n"
            .formatted(client, CARD, String.join("\n", lines)));
  }

  private Map<Long, Long> look(DrmClients clients) {
    seconds++;
    clients.refresh(seconds * 1_000_000_000);
    return clients.uses(CARD);
  }

  @Test
  void engineTimeSinceTheLookBeforeIsWhatAProcessDid() throws IOException {
    opens(10, 4, "/dev/dri/renderD128");
    opens(11, 3, "/dev/dri/renderD128");
    opens(12, 3, "/dev/null");
    tells(10, 4, "1", "drm-engine-compute:\t1000 ns", "drm-memory-vram:\t512 KiB");
    tells(11, 3, "2", "drm-engine-gfx:\t500 ns", "drm-memory-vram:\t64 KiB");
    DrmClients clients = new DrmClients(proc);
    assertThat(look(clients)).isEqualTo(Map.of(10L, 0L, 11L, 0L));
    tells(10, 4, "1", "drm-engine-compute:\t4000 ns", "drm-engine-dma:\t100 ns");
    assertThat(look(clients)).isEqualTo(Map.of(10L, 3_100L, 11L, 0L));
  }

  @Test
  void inheritedFileIsOneClientOfTheProcessThatHadItFirst() throws IOException {
    for (long pid : new long[] {10, 20}) {
      opens(pid, 4, "/dev/dri/renderD128");
      tells(pid, 4, "1", "drm-engine-compute:\t1000 ns");
    }
    assertThat(look(new DrmClients(proc))).containsOnlyKeys(10L);
  }

  @Test
  void cyclesCountWhereTheDriverTellsNoTime() throws IOException {
    opens(10, 4, "/dev/dri/renderD128");
    tells(10, 4, "1", "drm-cycles-ccs:\t700", "drm-total-cycles-ccs:\t9000");
    DrmClients clients = new DrmClients(proc);
    look(clients);
    tells(10, 4, "1", "drm-cycles-ccs:\t900", "drm-total-cycles-ccs:\t9900");
    assertThat(look(clients)).isEqualTo(Map.of(10L, 200L));
  }

  @Test
  void whoHoldsNeitherMemoryNorDidAnythingIsNoUser() throws IOException {
    opens(10, 4, "/dev/dri/card0");
    tells(10, 4, "1", "drm-engine-gfx:\t0 ns", "drm-memory-vram:\t0 KiB");
    assertThat(look(new DrmClients(proc))).isEmpty();
  }

  @Test
  void deviceThatIsOpenedLaterIsFoundLater() throws IOException {
    opens(10, 3, "/dev/null");
    DrmClients clients = new DrmClients(proc);
    assertThat(look(clients)).isEmpty();
    opens(10, 4, "/dev/dri/renderD128");
    tells(10, 4, "1", "drm-memory-vram:\t64 KiB");
    assertThat(look(clients)).containsOnlyKeys(10L);
  }

  @Test
  void garbageIsNobody() throws IOException {
    opens(10, 4, "/dev/dri/renderD128");
    Files.createDirectories(proc.resolve("10/fdinfo"));
    Files.writeString(proc.resolve("10/fdinfo/4"), "drm-pdev\n:::\ndrm-engine-x: ns\n");
    Files.createDirectories(proc.resolve("99999999999999999999"));
    assertThat(look(new DrmClients(proc))).isEmpty();
  }
}
