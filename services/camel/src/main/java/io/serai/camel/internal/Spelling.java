package io.serai.camel.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** How the CloudEvents binding of a protocol writes attributes, and how it writes what belongs to the attempt. */
public enum Spelling {
    HTTP("ce-", "Content-Type", "serai-", "Idempotency-Key"),
    KAFKA("ce_", "content-type", "serai_", "Idempotency-Key"),
    JMS("cloudEvents_", "Content-Type", "serai_", "Idempotency_Key"),
    /** How native AMQP 1.0 clients write it; read, never written. */
    AMQP("cloudEvents:", "Content-Type", "serai_", "Idempotency_Key");

    private final String prefix;
    private final String contentType;
    private final String deliveryPrefix;
    private final String idempotencyKey;

    Spelling(String prefix, String contentType, String deliveryPrefix, String idempotencyKey) {
        this.prefix = prefix;
        this.contentType = contentType;
        this.deliveryPrefix = deliveryPrefix;
        this.idempotencyKey = idempotencyKey;
    }

    /** The header of an attribute, its content type excepted. */
    String header(String attribute) {
        return prefix + attribute;
    }

    String contentType() {
        return contentType;
    }

    /** The header of {@code attempt}, {@code position}, {@code incarnation} or {@code replay}. */
    String delivery(String word) {
        return deliveryPrefix + word;
    }

    String idempotencyKey() {
        return idempotencyKey;
    }

    /** Whether a header is an attribute of an event, in this spelling. */
    boolean isAttribute(String header) {
        return header.length() > prefix.length() && header.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    String attribute(String header) {
        return header.substring(prefix.length()).toLowerCase(Locale.ROOT);
    }

    /** Whether a header means something to the hub or to the CloudEvents binding of any protocol. */
    static boolean isAnyAttributeOrDelivery(String header) {
        for (Spelling spelling : values()) {
            if (spelling.isAttribute(header)
                    || header.equalsIgnoreCase(spelling.idempotencyKey)
                    || header.regionMatches(true, 0, spelling.deliveryPrefix, 0, spelling.deliveryPrefix.length())) {
                return true;
            }
        }
        return false;
    }

    /** The value as a header carries it. Over HTTP, what is not printable ASCII is percent-encoded. */
    String encode(String value) {
        if (this != HTTP) {
            return value;
        }
        StringBuilder encoded = null;
        for (int i = 0; i < value.length(); ) {
            int point = value.codePointAt(i);
            boolean plain = point > 0x20 && point < 0x7f && point != '"' && point != '%';
            if (!plain && encoded == null) {
                encoded = new StringBuilder(value.length() + 16).append(value, 0, i);
            }
            if (encoded != null) {
                if (plain) {
                    encoded.appendCodePoint(point);
                } else {
                    for (byte octet : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                        encoded.append('%')
                                .append(Character.toUpperCase(Character.forDigit(octet >> 4 & 0xf, 16)))
                                .append(Character.toUpperCase(Character.forDigit(octet & 0xf, 16)));
                    }
                }
            }
            i += Character.charCount(point);
        }
        return encoded == null ? value : encoded.toString();
    }

    /** The value that a header carried. Percent signs that encode nothing are left as they are. */
    String decode(String value) {
        if (this != HTTP || value.indexOf('%') < 0 && value.indexOf('"') < 0) {
            return value;
        }
        byte[] octets = unquote(value).getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(octets.length);
        for (int i = 0; i < octets.length; i++) {
            int high = octets[i] == '%' && i + 2 < octets.length ? Character.digit(octets[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(octets[i + 2], 16);
            if (low >= 0) {
                decoded.put((byte) (high << 4 | low));
                i += 2;
            } else {
                decoded.put(octets[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(decoded.flip())
                    .toString();
        } catch (CharacterCodingException notEncoded) {
            return value;
        }
    }

    /** The binding of 1.0 let values be quoted strings. */
    private static String unquote(String value) {
        if (value.length() < 2 || value.charAt(0) != '"' || value.charAt(value.length() - 1) != '"') {
            return value;
        }
        return value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
    }
}
