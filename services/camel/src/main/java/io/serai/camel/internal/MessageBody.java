package io.serai.camel.internal;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.support.MessageHelper;
import org.jspecify.annotations.Nullable;

/** The body of a message as the data of an event, and the other way round. */
final class MessageBody {

    private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TEXT =
            Pattern.compile("text/.*|application/([^;]*\\+)?(json|xml|yaml)\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

    private MessageBody() {}

    /** The body as bytes; text is encoded as its content type says, else as UTF-8. */
    static byte @Nullable [] bytes(Message message, @Nullable String contentType) {
        Object body = message.getBody();
        if (body == null) {
            return null;
        }
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        if (body instanceof String text) {
            return text.getBytes(charset(contentType));
        }
        try {
            return message.getMandatoryBody(byte[].class);
        } catch (InvalidPayloadException noBytes) {
            throw new IllegalArgumentException(
                    "the body, a " + body.getClass().getName()
                            + ", cannot be turned into bytes; marshal it before, for example to JSON",
                    noBytes);
        } finally {
            MessageHelper.resetStreamCache(message);
        }
    }

    /** Bytes as text where the content type says that they are; else as they are. */
    static Object textIfText(byte[] bytes, @Nullable String contentType) {
        return contentType != null && TEXT.matcher(contentType.strip()).matches()
                ? new String(bytes, charset(contentType))
                : bytes;
    }

    /** JSON where the bytes look like a JSON object or array. */
    static Optional<String> guessContentType(byte @Nullable [] bytes) {
        if (bytes == null) {
            return Optional.empty();
        }
        int first = 0;
        int last = bytes.length - 1;
        while (first < last && Character.isWhitespace(bytes[first])) {
            first++;
        }
        while (last > first && Character.isWhitespace(bytes[last])) {
            last--;
        }
        boolean json = first < last
                && (bytes[first] == '{' && bytes[last] == '}' || bytes[first] == '[' && bytes[last] == ']');
        return json ? Optional.of("application/json") : Optional.empty();
    }

    private static Charset charset(@Nullable String contentType) {
        Matcher named = CHARSET.matcher(contentType == null ? "" : contentType);
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
