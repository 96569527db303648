using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Serverless.Pipeline;

/// <summary>
/// The types that answers consist of, with serializers made at compile time: the first answer does not wait for reflection.
/// Names on the wire are in snake case; times are ISO 8601 in UTC with milliseconds.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(WireTime)])]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(Api.Healthcheck.RunningVersion))]
[JsonSerializable(typeof(Api.Admin.ApiCallLog.ReadLog.LoggedCall[]))]
[JsonSerializable(typeof(Api.Admin.ApiCallLog.CallStat))]
[JsonSerializable(typeof(Api.Admin.ApiCallLog.MethodStat[]))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(Api.Admin.Users.Create.Created))]
[JsonSerializable(typeof(Api.Admin.Users.SetUsername.Renamed))]
[JsonSerializable(typeof(Api.Admin.Users.UserRecord))]
[JsonSerializable(typeof(Api.Admin.Users.Suggest.Suggestion[]))]
[JsonSerializable(typeof(Api.Admin.Users.UserRecord[]))]
[JsonSerializable(typeof(Api.PermissionEntry[]))]
[JsonSerializable(typeof(Api.Admin.Settings.Read.Record))]
[JsonSerializable(typeof(Api.ApiTokens.Create.NewToken))]
[JsonSerializable(typeof(Api.ApiTokens.Read.Token))]
[JsonSerializable(typeof(Api.ApiTokens.Read.Token[]))]
[JsonSerializable(typeof(Api.Notifications.Read.Notification[]))]
[JsonSerializable(typeof(Api.Profile.Read.UserProfile))]
[JsonSerializable(typeof(Api.Profile.NewPassword))]
[JsonSerializable(typeof(Api.Session.Signin.SignedIn))]
public sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>How to write a type.</summary>
    /// <exception cref="InvalidOperationException">The type is not in the list above.</exception>
    public static JsonTypeInfo TypeInfo(Type type) =>
        Default.GetTypeInfo(type) ?? throw new InvalidOperationException($"{type} is not listed on {nameof(ApiJson)}: add [JsonSerializable(typeof(...))] for it.");
}
