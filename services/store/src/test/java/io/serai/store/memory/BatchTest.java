package io.serai.store.memory;

import static io.serai.store.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudevents.CloudEvent;
import io.serai.store.Appended;
import io.serai.store.BatchRefusedException;
import io.serai.store.BatchRefusedException.Refused;
import io.serai.store.ConflictException;
import io.serai.store.EventTooLargeException;
import io.serai.store.InvalidEventException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which events of a batch are at fault. */
class BatchTest {

    private static final String TOO_LARGE = "x".repeat(2 * 1024 * 1024);

    private final MemoryStore store = MemoryStore.create(1, Clock.systemUTC());

    @AfterEach
    void close() {
        store.close();
    }

    private List<Refused> refused(CloudEvent... events) {
        CompletionException failed = catchThrowableOfType(
                CompletionException.class, () -> store.append(List.of(events)).join());
        return ((BatchRefusedException) failed.getCause()).refused();
    }

    @Test
    void eachThatIsTooLargeIsNamedAndNothingIsKept() {
        List<Refused> refused = refused(event("a", "k", "x"), event("b", "k", TOO_LARGE), event("c", "k", TOO_LARGE));

        assertThat(refused).extracting(Refused::index).containsExactly(1, 2);
        assertThat(refused).extracting(Refused::cause).hasOnlyElementsOfType(EventTooLargeException.class);
        assertThat(store.committed(0)).isZero();
    }

    @Test
    void oneThatIsThereTwiceWithOtherContentIsNamedAndNothingIsKept() {
        List<Refused> refused = refused(event("a", "k", "x"), event("b", "k", "x"), event("a", "k", "y"));

        assertThat(refused).extracting(Refused::index).containsExactly(2);
        assertThat(refused).extracting(Refused::cause).hasOnlyElementsOfType(InvalidEventException.class);
        assertThat(store.committed(0)).isZero();
    }

    @Test
    void oneThatIsThereTwiceIsKeptOnce() {
        List<Appended> kept = store.append(List.of(event("a", "k", "x"), event("a", "k", "x")))
                .join();

        assertThat(kept).extracting(Appended::duplicate).containsExactly(false, true);
        assertThat(store.committed(0)).isEqualTo(1);
    }

    @Test
    void oneThatIsKnownWithOtherContentIsNamedAndTheOthersAreKept() {
        store.append(event("b", "k", "x")).join();
        List<Refused> refused = refused(event("a", "k", "x"), event("b", "k", "y"), event("c", "k", "x"));

        assertThat(refused).extracting(Refused::index).containsExactly(1);
        assertThat(refused).extracting(Refused::cause).hasOnlyElementsOfType(ConflictException.class);
        assertThat(store.committed(0)).isEqualTo(3);
    }
}
