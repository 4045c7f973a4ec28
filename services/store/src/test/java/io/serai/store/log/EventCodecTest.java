package io.serai.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.store.EventTooLargeException;
import io.serai.store.Events;
import io.serai.store.InvalidEventException;
import io.serai.store.Position;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EventCodecTest {

    private static final char[] SURROGATES = IntStream.rangeClosed(Character.MIN_SURROGATE, Character.MAX_SURROGATE)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
            .toCharArray();
    private static final Instant RECORDED = Instant.parse("2026-11-22T10:00:00.123456Z");

    @Property(tries = 500)
    void everyEventComesBackAsItWas(@ForAll("events") CloudEvent event) {
        EventRecord read = stored(event, 345);

        CloudEvent back = read.event();
        assertThat(back.getSpecVersion()).isEqualTo(SpecVersion.V1);
        assertThat(back.getId()).isEqualTo(event.getId());
        assertThat(back.getSource()).isEqualTo(event.getSource());
        assertThat(back.getType()).isEqualTo(event.getType()).isEqualTo(read.type());
        assertThat(back.getSubject()).isEqualTo(event.getSubject());
        assertThat(back.getTime()).isEqualTo(event.getTime());
        assertThat(back.getDataContentType()).isEqualTo(event.getDataContentType());
        assertThat(back.getDataSchema()).isEqualTo(event.getDataSchema());
        if (event.getData() == null) {
            assertThat(back.getData()).isNull();
        } else {
            assertThat(back.getData().toBytes()).isEqualTo(event.getData().toBytes());
        }
        for (String name : event.getExtensionNames()) {
            assertThat(back.getExtension(name)).isEqualTo(event.getExtension(name));
        }
        Set<String> added = new TreeSet<>(back.getExtensionNames());
        added.removeAll(event.getExtensionNames());
        assertThat(added).containsExactlyInAnyOrder("correlationid", "recordedtime", "sequence");
        assertThat(read.recordedTime()).isEqualTo(RECORDED);
        assertThat(read.key()).isEqualTo(EventCodec.key(event));
    }

    @Property(tries = 200)
    void anEventIsItselfAndItsContentIsItsOwn(@ForAll("events") CloudEvent one, @ForAll("events") CloudEvent other) {
        byte[] first = EventCodec.encode(one, 1 << 20);
        byte[] again = EventCodec.encode(
                CloudEventBuilder.v1(one).withTime(OffsetDateTime.now()).build(), 1 << 20);
        byte[] second = EventCodec.encode(other, 1 << 20);

        assertThat(EventRecord.sameEvent(first, again)).isTrue();
        assertThat(EventRecord.sameContent(first, again)).isTrue();
        assertThat(EventRecord.fingerprint(first)).isEqualTo(EventRecord.fingerprint(again));
        boolean same = one.getId().equals(other.getId())
                && one.getSource().equals(other.getSource())
                && EventCodec.key(one).equals(EventCodec.key(other));
        assertThat(EventRecord.sameEvent(first, second)).isEqualTo(same);
    }

    @Test
    void whatTheHubSaysItselfIsNotTakenFromOthers() {
        CloudEvent claimed = CloudEventBuilder.v1(Events.event("1", "a", "x"))
                .withExtension("sequence", "99")
                .withExtension("recordedtime", "yesterday")
                .withExtension("correlationid", "kept")
                .build();

        CloudEvent back = stored(claimed, 7).event();

        assertThat(back.getExtension("sequence")).isEqualTo("0000000000000007");
        assertThat(back.getExtension("recordedtime")).isEqualTo(OffsetDateTime.parse("2026-11-22T10:00:00.123456Z"));
        assertThat(back.getExtension("correlationid")).isEqualTo("kept");
    }

    @Test
    void thePartitionKeyOrdersBeforeSubjectAndId() {
        CloudEvent plain = CloudEventBuilder.v1()
                .withId("i")
                .withSource(URI.create("/s"))
                .withType("t")
                .build();

        assertThat(stored(plain, 0).key()).isEqualTo("i");
        assertThat(stored(CloudEventBuilder.v1(plain).withSubject("sub").build(), 0)
                        .key())
                .isEqualTo("sub");
        assertThat(stored(
                                CloudEventBuilder.v1(plain)
                                        .withSubject("sub")
                                        .withExtension("aaa", "first")
                                        .withExtension("partitionkey", "pk")
                                        .build(),
                                0)
                        .key())
                .isEqualTo("pk");
    }

    @Test
    void contentIsTypeSubjectContentTypeAndData() {
        CloudEvent event = Events.event("1", "a", "x");
        byte[] record = EventCodec.encode(event, 1 << 20);

        assertThat(same(record, CloudEventBuilder.v1(event).withExtension("traceparent", "00-1")))
                .isTrue();
        assertThat(same(record, CloudEventBuilder.v1(event).withType("other"))).isFalse();
        assertThat(same(record, CloudEventBuilder.v1(event).withSubject("other")))
                .isFalse();
        assertThat(same(record, CloudEventBuilder.v1(event).withData("text/html", "x".getBytes())))
                .isFalse();
        assertThat(same(record, CloudEventBuilder.v1(event).withData("text/plain", "y".getBytes())))
                .isFalse();
        assertThat(same(record, CloudEventBuilder.v1(event).withoutData())).isFalse();
    }

    @Test
    void refusesWhatIsTooLarge() {
        assertThatThrownBy(() -> EventCodec.encode(Events.event("big", "a", new byte[2_000]), 1_500))
                .isInstanceOf(EventTooLargeException.class)
                .hasMessageContaining("'big'")
                .hasMessageContaining("1500");
        assertThatThrownBy(() -> EventCodec.encode(Events.event("big", "a", new byte[1_400]), 1_420))
                .isInstanceOf(EventTooLargeException.class);
    }

    @Test
    void refusesAnEventWithoutAnId() {
        CloudEvent event = Events.event("", "a", "x");

        assertThatThrownBy(() -> EventCodec.encode(event, 1_500))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("the event has no id");
    }

    @Test
    void refusesHalfACharacter() {
        assertThatThrownBy(() -> EventCodec.encode(Events.event("a\ud834", "a", "x"), 1_500))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("half a character");
    }

    private static boolean same(byte[] record, CloudEventBuilder other) {
        return EventRecord.sameContent(record, EventCodec.encode(other.build(), 1 << 20));
    }

    private static EventRecord stored(CloudEvent event, long offset) {
        byte[] record = EventCodec.encode(event, 1 << 20);
        EventCodec.stamp(record, EventCodec.micros(RECORDED), 3);
        return new EventRecord(new Position(12, offset), record);
    }

    @Provide
    Arbitrary<CloudEvent> events() {
        Arbitrary<String> text = Arbitraries.strings()
                .all()
                .excludeChars(SURROGATES)
                .ofMinLength(1)
                .ofMaxLength(40);
        Arbitrary<String> few = Arbitraries.of("a", "b", "ü€𝄞");
        Arbitrary<URI> uri = Arbitraries.of("/shop", "urn:x:1", "https://example.org/a?b=c#d")
                .map(URI::create);
        Arbitrary<OffsetDateTime> time = Arbitraries.of(
                        "2026-11-22T10:00:00Z", "1969-01-01T00:00:00.000000001+05:30", "9999-12-31T23:59:59-11:00")
                .map(OffsetDateTime::parse);
        Arbitrary<Object> value = Arbitraries.oneOf(
                text.map(v -> (Object) v),
                Arbitraries.integers().map(v -> v),
                Arbitraries.longs().map(v -> v),
                Arbitraries.doubles().map(v -> v),
                Arbitraries.floats().map(v -> v),
                Arbitraries.bigDecimals().map(v -> v),
                Arbitraries.bigIntegers().map(v -> v),
                Arbitraries.shorts().map(v -> v),
                Arbitraries.bytes().map(v -> v),
                Arbitraries.of(true, false).map(v -> v),
                uri.map(v -> v),
                time.map(v -> v),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(50).map(v -> v));
        Arbitrary<byte[]> data =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).injectNull(0.2);
        return Combinators.combine(
                        Combinators.combine(few, few, few.injectNull(0.3)).as(Identity::new),
                        uri,
                        text,
                        text.injectNull(0.5),
                        uri.injectNull(0.5),
                        time.injectNull(0.5),
                        Arbitraries.maps(Arbitraries.of("a1", "zz", "partitionkey", "9x"), value)
                                .ofMaxSize(4),
                        data)
                .as((identity, source, type, contentType, schema, at, extensions, bytes) -> {
                    CloudEventBuilder builder = CloudEventBuilder.v1()
                            .withId(identity.id)
                            .withSource(source)
                            .withType(type)
                            .withSubject(identity.subject)
                            .withDataContentType(contentType)
                            .withDataSchema(schema)
                            .withTime(at);
                    if (bytes != null) {
                        builder.withData(bytes);
                    }
                    extensions.forEach((name, extension) -> set(builder, name, extension));
                    return builder.build();
                });
    }

    private record Identity(String id, String key, String subject) {}

    private static void set(CloudEventBuilder builder, String name, Object value) {
        if (value instanceof String text) {
            builder.withExtension(name, text);
        } else if (value instanceof Number number) {
            builder.withExtension(name, number);
        } else if (value instanceof Boolean truth) {
            builder.withExtension(name, truth);
        } else if (value instanceof URI uri) {
            builder.withExtension(name, uri);
        } else if (value instanceof OffsetDateTime time) {
            builder.withExtension(name, time);
        } else {
            builder.withExtension(name, (byte[]) value);
        }
    }

    @Test
    void keepsNumbersOfAnySize() {
        CloudEvent event = CloudEventBuilder.v1(Events.event("1", "a", "x"))
                .withExtension("big", new BigInteger("123456789012345678901234567890"))
                .withExtension("exact", new BigDecimal("0.10"))
                .build();

        assertThat(stored(event, 0).event().getExtension("exact")).isEqualTo(new BigDecimal("0.10"));
        assertThat(stored(event, 0).event().getExtension("big"))
                .isEqualTo(new BigInteger("123456789012345678901234567890"));
    }
}
