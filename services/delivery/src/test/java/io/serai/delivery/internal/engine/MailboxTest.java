package io.serai.delivery.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.delivery.time.InlineExecutor;
import io.serai.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MailboxTest {

    @Test
    void tasksRunOneAtATimeAndNoneIsLost() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        int[] counted = {0};
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        Mailbox mailbox = new Mailbox(threads, () -> false);
        CountDownLatch posted = new CountDownLatch(4);
        for (int t = 0; t < 4; t++) {
            threads.execute(() -> {
                for (int i = 0; i < 20_000; i++) {
                    mailbox.post(() -> {
                        together.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        counted[0]++;
                        inside.decrementAndGet();
                    });
                }
                posted.countDown();
            });
        }
        assertThat(posted.await(30, TimeUnit.SECONDS)).isTrue();

        int all = mailbox.ask(() -> counted[0]);

        assertThat(all).isEqualTo(80_000);
        assertThat(together).hasValue(1);
        threads.shutdown();
    }

    @Test
    void workIsCalledAfterTasksAndAgainWhileItSaysSo() {
        List<String> done = new ArrayList<>();
        AtomicInteger left = new AtomicInteger(3);
        Mailbox mailbox = new Mailbox(new InlineExecutor(), () -> {
            done.add("work");
            return left.decrementAndGet() > 0;
        });

        mailbox.post(() -> done.add("task"));

        assertThat(done).containsExactly("task", "work", "work", "work");
    }

    @Test
    void aTaskThatFailsDoesNotStopTheNext() {
        List<String> done = new ArrayList<>();
        Mailbox mailbox = new Mailbox(new InlineExecutor(), () -> {
            throw new IllegalStateException("work");
        });
        mailbox.post(() -> {
            throw new IllegalStateException("task");
        });
        mailbox.post(() -> done.add("next"));

        assertThat(done).containsExactly("next");
    }

    @Test
    void aQuestionThatFailsIsAnsweredWithItsFailure() {
        Mailbox mailbox = new Mailbox(new InlineExecutor(), () -> false);

        assertThatThrownBy(() -> mailbox.ask(() -> {
                    throw new IllegalArgumentException("why");
                }))
                .hasRootCauseMessage("why");
    }

    @Test
    void aQuestionAfterTheEndIsRefusedAtOnce() {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        Mailbox mailbox = new Mailbox(threads, () -> false);
        threads.shutdown();
        mailbox.post(() -> {});

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> mailbox.ask(() -> "late"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("have ended");
        }
    }
}
