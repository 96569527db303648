using System.Text.Json.Serialization;

namespace Serverless.Benchmarks.Floor;

/// <summary>The answer of the RPC family, so that both sides send the same number of bytes.</summary>
internal sealed record Envelope<T>(string Jsonrpc, Outcome<T> Result);

/// <summary>What is in it.</summary>
internal sealed record Outcome<T>(int Status, string StatusText, bool Exception, T Data);

/// <summary>Makes answers.</summary>
internal static class Envelope
{
    public static Envelope<T> Of<T>(T data) => new("2.0", new(200, "OK", false, data));
}

/// <summary>What <c>profile/read</c> answers.</summary>
internal sealed record Profile(string Id, string Name, string? Email, bool EmailConfirmed, string? TelegramName, string Avatar, IReadOnlyDictionary<string, bool> Permissions)
{
    public static Profile Sample { get; } = new(
        "107", "user000", null, false, null, "https://s.gravatar.com/avatar/ac6cd5ed3c3eb5bb1f4de8ccbf91bd28?d=identicon", new Dictionary<string, bool>());
}

/// <summary>What a sign-in takes.</summary>
internal sealed record Credentials(string Username, string Password);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Envelope<DateTimeOffset>))]
[JsonSerializable(typeof(Envelope<Profile>))]
[JsonSerializable(typeof(Envelope<string>))]
[JsonSerializable(typeof(Credentials))]
internal sealed partial class FloorJson : JsonSerializerContext;
