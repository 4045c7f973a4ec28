package io.serai.store.geode;

import static io.serai.store.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.store.Appended;
import io.serai.store.StoreConfig;
import io.serai.store.StoreStatus.State;
import io.serai.store.log.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.geode.cache.Cache;
import org.apache.geode.cache.CacheFactory;
import org.apache.geode.distributed.DistributedMember;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This member asked as if it were another. */
class OtherCopiesIT {

    @TempDir
    Path dataDir;

    @Test
    void aMemberTellsWhatItsCopyHasAndForcesIt() throws Exception {
        AtomicInteger forced = new AtomicInteger();
        AtomicBoolean broken = new AtomicBoolean();
        try (GeodeStore store =
                GeodeStore.create(StoreConfig.builder(dataDir).partitions(2).build(), (file, channel) -> {
                    forced.incrementAndGet();
                    if (broken.get()) {
                        throw new IOException("Input/output error");
                    }
                })) {
            store.ready().get(60, TimeUnit.SECONDS);
            Appended last = null;
            for (int i = 0; i < 5; i++) {
                last = store.append(event("e" + i, "k", "x")).get(5, TimeUnit.SECONDS);
            }
            int partition = last.position().partition();
            Cache cache = CacheFactory.getAnyInstance();
            DistributedMember self = cache.getDistributedSystem().getDistributedMember();
            Storage.LogCopy local = new LocalCopy(cache.getRegion("log"), partition);

            Storage.LogCopy asked = new OtherCopies.MemberCopy(self, partition);

            assertThat(asked.first()).isZero();
            assertThat(asked.next()).isEqualTo(5);
            BitSet fromThree = new BitSet();
            fromThree.set(0, 2);
            assertThat(asked.present(3)).isEqualTo(fromThree).isEqualTo(local.present(3));
            assertThat(asked.get(4)).isEqualTo(local.get(4)).isNotNull();
            assertThat(asked.get(5)).isNull();
            assertThat(new OtherCopies(cache.getRegion("log"), cache.getRegion("control")).of(partition))
                    .isEmpty();

            forced.set(0);
            CopyFunction.await(CopyFunction.force(self, EnumSet.allOf(Storage.Part.class)));
            assertThat(forced.get()).as("both files of the three disk stores").isEqualTo(6);

            broken.set(true);
            assertThatThrownBy(() -> CopyFunction.await(CopyFunction.force(self, EnumSet.allOf(Storage.Part.class))))
                    .hasStackTraceContaining("cannot force the files");
            assertThat(store.status().state()).isEqualTo(State.FAILED);
        }
    }
}
