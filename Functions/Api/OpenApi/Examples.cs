using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Api.OpenApi;

/// <summary>Creates examples from schemas. An example depends on the name of the value, because a name has one meaning in the whole API.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, JsonNode> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["actor_kind"] = "session",
        ["active_requests_limit"] = 10,
        ["app_url"] = "https://app.example.com",
        ["avatar"] = "https://s.gravatar.com/avatar/4732e01b487869e3e6d42c2720468036?d=identicon",
        ["avg_runtime"] = 0.01,
        ["body"] = "The service is down for maintenance on Sunday.",
        ["challenge_id"] = "AgAAAAAAAABrAAAAAGtJ0g",
        ["code"] = "287082",
        ["confirmPassword"] = "a long and winding road",
        ["continuation"] = "2515963751999999999-4611686018427387904",
        ["device"] = "Firefox v121.0 on Ubuntu",
        ["event"] = "session.sign_in",
        ["exceptions_percent"] = 0.5,
        ["exp"] = 1797993071,
        ["expires_in_days"] = 90,
        ["family"] = "rpc",
        ["from"] = "2026-11-28T00:00:00.000Z",
        ["gravatar"] = "4732e01b487869e3e6d42c2720468036",
        ["hello"] = "world",
        ["hint"] = "x7Qf",
        ["iat"] = 1795401071,
        ["idempotency_key"] = "b0c4e4a1-6d1f-4b8e-9a57-2f1c8d3e7a90",
        ["ip"] = "203.0.113.9",
        ["limit"] = 20,
        ["login"] = "ann",
        ["method_id"] = "/v1/session/signin",
        ["name"] = "ann",
        ["new_username"] = "ann.lee",
        ["offset"] = 0,
        ["permissionFlags"] = 0,
        ["otp"] = "287082",
        ["outcome"] = "success",
        ["overlap_minutes"] = 60,
        ["phone_number"] = "13800000000",
        ["private_token"] = "CFRcLE-N9YxgpFxKpngz",
        ["qr"] = "data:image/svg+xml;base64,PHN2Zy8+",
        ["recovery_code"] = "3f2a-99c1-07de-54b8-a1b2-c3d4-e5f6-0718",
        ["provider"] = "wechat",
        ["secret"] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        ["search"] = new JsonArray("like", "ann"),
        ["smtp_from"] = "Support <support@example.com>",
        ["smtp_hostname"] = "smtp.example.com",
        ["smtp_port"] = 587,
        ["smtp_username"] = "mailer",
        ["status"] = 200,
        ["status_text"] = "OK",
        ["subject"] = "Maintenance",
        ["telegram_bot_name"] = "example_bot",
        ["telegram_name"] = "ann_lee",
        ["telegram_username"] = "ann_lee",
        ["ticket"] = "<ticket>",
        ["to"] = "2026-11-29T00:00:00.000Z",
        ["token"] = "<token>",
        ["totp"] = "287082",
        ["total"] = "1",
        ["uri"] = "otpauth://totp/app.example.com:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=app.example.com&algorithm=SHA1&digits=6&period=30",
        ["user"] = "ann",
        ["username"] = "ann",
        ["version"] = "3.0.0",
    };

    /// <summary>Returns a value that a schema allows.</summary>
    /// <param name="schema">The schema, without references.</param>
    /// <param name="name">The name of the value.</param>
    public static JsonNode? Of(JsonObject schema, string name)
    {
        if (schema["const"] is { } constant)
        {
            return constant.DeepClone();
        }

        if (schema["enum"] is JsonArray values)
        {
            return values[0]?.DeepClone();
        }

        if (schema["oneOf"] is JsonArray tuples)
        {
            return Of((JsonObject)tuples[^1]!, name); // the tuple with all parameters
        }

        if (schema["anyOf"] is JsonArray shapes && (!ByName.TryGetValue(name, out var known) || !Takes(shapes, known)))
        {
            return Of((JsonObject)shapes[0]!, name);
        }

        return TypeOf(schema) switch
        {
            "null" => null,
            "object" => Object(schema),
            "array" => Array(schema, name),
            "boolean" => true,
            "integer" or "number" => Named(name, schema) ?? 1,
            "string" when schema["format"]?.GetValue<string>() == "date-time" => "2026-11-28T09:30:00.000Z",
            "string" => Named(name, schema) ?? Text(name),
            _ => Named(name, schema) ?? "text",
        };
    }

    /// <summary>Returns whether shapes may take a value: texts and arrays take no number.</summary>
    private static bool Takes(JsonArray shapes, JsonNode value) =>
        value.GetValueKind() != JsonValueKind.Number || shapes.Any(shape => TypeOf((JsonObject)shape!) is not ("string" or "array"));

    /// <summary>Returns the first type that is not null.</summary>
    private static string? TypeOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray types => types.Select(type => type!.GetValue<string>()).First(type => type != "null"),
        { } type => type.GetValue<string>(),
        null => null,
    };

    private static JsonNode? Named(string name, JsonObject schema) =>
        ByName.TryGetValue(name, out var value) && (TypeOf(schema) is not { } type || (type == "string") == (value.GetValueKind() == JsonValueKind.String)) ? value.DeepClone() : null;

    private static JsonObject Object(JsonObject schema)
    {
        if (schema["properties"] is JsonObject { Count: > 0 } members)
        {
            return new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Of((JsonObject)member.Value!, member.Key))));
        }

        return (schema["additionalProperties"] is JsonObject values ? TypeOf(values) : null) switch
        {
            "boolean" => new JsonObject { ["admin"] = true },
            "string" => new JsonObject { ["factor"] = "totp" },
            _ => new JsonObject { ["app_url"] = "https://app.example.com" },
        };
    }

    private static JsonArray Array(JsonObject schema, string name)
    {
        if (schema["prefixItems"] is JsonArray items)
        {
            return new JsonArray([.. items.Select(item => Of((JsonObject)item!, item!["title"]?.GetValue<string>() ?? name))]);
        }

        return schema["items"] is JsonObject one ? new JsonArray(Of(one, name.EndsWith('s') ? name[..^1] : name)) : [];
    }

    private static JsonNode Text(string name) => name switch
    {
        _ when name.Contains("ass", StringComparison.Ordinal) => "a long and winding road", // pass, password, and repetitions of a password
        _ when name.Contains("mail", StringComparison.OrdinalIgnoreCase) => "ann@example.com",
        "status" => "4xx",
        "id" or "sub" or "uid" or "session" => "107",
        _ when name.EndsWith("_id", StringComparison.Ordinal) || name.EndsWith("Id", StringComparison.Ordinal) || name is "notification" => "107",
        "date" or "started" or "finished" or "last_updated" => "2026-11-28T12:00:00.000Z",
        _ when name.Contains("created", StringComparison.OrdinalIgnoreCase) || name.EndsWith("At", StringComparison.Ordinal) => "2026-11-28T12:00:00.000Z",
        _ when name.Contains("permission", StringComparison.Ordinal) => "admin",
        _ => "text",
    };
}
