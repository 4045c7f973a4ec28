package io.serai.delivery.internal.rows;

import io.serai.delivery.RejectedInput;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The bytes of a {@link RejectedInput}. */
public final class RejectedInputCodec {

    /** Headers were text only, and the body was that of the step that published. */
    private static final int FIRST = 1;

    private static final int VERSION = 2;
    private static final String BYTES = "bytes";
    private static final String TEXT = "String";

    private RejectedInputCodec() {}

    public static byte[] encode(RejectedInput input) {
        RowWriter out = new RowWriter(VERSION)
                .text(input.id())
                .text(input.bridge())
                .text(input.origin())
                .text(input.code())
                .text(input.message())
                .number(input.headers().size());
        new TreeMap<>(input.headers()).forEach((name, value) -> header(out.text(name), value));
        return out.raw(input.body())
                .text(input.form().name())
                .number(input.time().toEpochMilli())
                .done();
    }

    private static void header(RowWriter out, Object value) {
        if (value instanceof byte[] bytes) {
            out.text(BYTES).raw(bytes);
        } else {
            out.text(value.getClass().getSimpleName()).text(value.toString());
        }
    }

    public static RejectedInput decode(byte[] row) {
        RowReader in = new RowReader("rejected input", row, FIRST, VERSION);
        boolean first = in.version() == FIRST;
        String id = in.text();
        String bridge = in.text();
        String origin = in.text();
        String code = in.text();
        String message = in.text();
        Map<String, Object> headers = new TreeMap<>();
        for (int left = in.count(); left > 0; left--) {
            headers.put(in.text(), header(first ? TEXT : in.text(), in));
        }
        byte[] body = in.raw();
        RejectedInput.Form form = first ? RejectedInput.Form.BYTES : RejectedInput.Form.valueOf(in.text());
        return new RejectedInput(
                id, bridge, origin, code, message, headers, body, form, Instant.ofEpochMilli(in.number()));
    }

    private static Object header(String kind, RowReader in) {
        return switch (kind) {
            case BYTES -> in.raw();
            case "Boolean" -> Boolean.valueOf(in.text());
            case "Byte" -> Byte.valueOf(in.text());
            case "Short" -> Short.valueOf(in.text());
            case "Integer" -> Integer.valueOf(in.text());
            case "Long" -> Long.valueOf(in.text());
            case "Float" -> Float.valueOf(in.text());
            case "Double" -> Double.valueOf(in.text());
            default -> in.text();
        };
    }
}
