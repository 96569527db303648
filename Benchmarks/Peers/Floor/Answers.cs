using System.Text.Json.Serialization;

namespace Serverless.Benchmarks.Floor;

/// <summary>The response format of the RPC family, so that both sides send the same number of bytes.</summary>
internal sealed record Envelope<T>(string Jsonrpc, Outcome<T> Result);

/// <summary>The result in the envelope.</summary>
internal sealed record Outcome<T>(int Status, string StatusText, bool Exception, T Data);

/// <summary>Creates responses.</summary>
internal static class Envelope
{
    public static Envelope<T> Of<T>(T data) => new("2.0", new(200, "OK", false, data));
}

/// <summary>The data of the response to <c>profile/read</c>.</summary>
internal sealed record Profile(string Id, string Name, string? Email, bool EmailConfirmed, string? TelegramName, string Avatar, IReadOnlyDictionary<string, bool> Permissions)
{
    public static Profile Sample { get; } = new(
        "107", "user000", null, false, null, "https://s.gravatar.com/avatar/ac6cd5ed3c3eb5bb1f4de8ccbf91bd28?d=identicon", new Dictionary<string, bool>());
}

/// <summary>The body of a sign-in.</summary>
internal sealed record Credentials(string Username, string Password);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Envelope<DateTimeOffset>))]
[JsonSerializable(typeof(Envelope<Profile>))]
[JsonSerializable(typeof(Envelope<string>))]
[JsonSerializable(typeof(Credentials))]
internal sealed partial class FloorJson : JsonSerializerContext;
