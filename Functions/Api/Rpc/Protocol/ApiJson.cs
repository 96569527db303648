using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Serverless.Api.Shared.Parameters;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>
/// The types of the responses' data, with serializers generated at compile time, so that the first response does not wait for reflection.
/// Names on the wire are in snake case; times are ISO 8601 in UTC with milliseconds. The types of administrators' methods are in <see cref="AdminJson"/>,
/// because the first response waits for the compilation of a list.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(WireTime)])]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(Rpc.AuditPage))]
[JsonSerializable(typeof(Rpc.Healthcheck.RunningVersion))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(Rpc.PermissionEntry[]))]
[JsonSerializable(typeof(Rpc.SessionEntry[]))]
[JsonSerializable(typeof(Rpc.ApiTokens.Create.NewToken))]
[JsonSerializable(typeof(Rpc.ApiTokens.Rotate.Rotated))]
[JsonSerializable(typeof(Rpc.ApiTokens.Read.Token))]
[JsonSerializable(typeof(Rpc.ApiTokens.Read.Token[]))]
[JsonSerializable(typeof(Rpc.Notifications.Read.Notification[]))]
[JsonSerializable(typeof(Rpc.Profile.Factors.Read.SecondFactors))]
[JsonSerializable(typeof(Rpc.Profile.Security.Read.Protection))]
[JsonSerializable(typeof(Rpc.Profile.Passkeys.Create.Created), TypeInfoPropertyName = "CreatedPasskey")]
[JsonSerializable(typeof(Rpc.Profile.Passkeys.CreationOptions))]
[JsonSerializable(typeof(Rpc.Profile.RecoveryCodes.Create.NewCodes))]
[JsonSerializable(typeof(Rpc.Profile.Totp.Confirm.Confirmed))]
[JsonSerializable(typeof(Rpc.Profile.Totp.Create.NewSecret))]
[JsonSerializable(typeof(Rpc.Profile.Read.UserProfile))]
[JsonSerializable(typeof(Rpc.Profile.ExportedData))]
[JsonSerializable(typeof(Rpc.Profile.NewPassword))]
[JsonSerializable(typeof(Rpc.Session.NextStep))]
[JsonSerializable(typeof(Rpc.Session.PasskeyOptions.Asked))]
[JsonSerializable(typeof(Rpc.Session.Signin.SignedIn))]
[JsonSerializable(typeof(Rpc.Site.Read.Description))]
public sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Returns the serializer of a type.</summary>
    /// <exception cref="InvalidOperationException">Thrown when the type is in neither list.</exception>
    public static JsonTypeInfo TypeInfo(Type type) =>
        Default.GetTypeInfo(type) ?? AdminJson.Default.GetTypeInfo(type)
        ?? throw new InvalidOperationException($"{type} is listed on neither {nameof(ApiJson)} nor {nameof(AdminJson)}: add [JsonSerializable(typeof(...))] for it.");
}
