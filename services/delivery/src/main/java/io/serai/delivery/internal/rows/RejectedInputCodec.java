package io.serai.delivery.internal.rows;

import io.serai.delivery.RejectedInput;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The bytes of a {@link RejectedInput}. */
public final class RejectedInputCodec {

    private static final int VERSION = 1;

    private RejectedInputCodec() {}

    public static byte[] encode(RejectedInput input) {
        RowWriter out = new RowWriter(VERSION)
                .text(input.id())
                .text(input.bridge())
                .text(input.origin())
                .text(input.code())
                .text(input.message())
                .number(input.headers().size());
        new TreeMap<>(input.headers()).forEach((name, value) -> out.text(name).text(value));
        return out.raw(input.body()).number(input.time().toEpochMilli()).done();
    }

    public static RejectedInput decode(byte[] row) {
        RowReader in = new RowReader("rejected input", row, VERSION);
        String id = in.text();
        String bridge = in.text();
        String origin = in.text();
        String code = in.text();
        String message = in.text();
        Map<String, String> headers = new TreeMap<>();
        for (int left = in.count(); left > 0; left--) {
            headers.put(in.text(), in.text());
        }
        return new RejectedInput(
                id, bridge, origin, code, message, headers, in.raw(), Instant.ofEpochMilli(in.number()));
    }
}
