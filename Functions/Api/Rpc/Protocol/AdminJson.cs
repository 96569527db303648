using System.Text.Json.Serialization;
using Serverless.Api.Shared.Parameters;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>The types of the responses' data of the methods for administrators, like <see cref="ApiJson"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(WireTime)])]
[JsonSerializable(typeof(Rpc.Admin.ApiCallLog.ReadLog.LoggedCall[]))]
[JsonSerializable(typeof(Rpc.Admin.ApiCallLog.CallStat))]
[JsonSerializable(typeof(Rpc.Admin.ApiCallLog.MethodStat[]))]
[JsonSerializable(typeof(Rpc.Admin.Notifications.CreateForAll.Started))]
[JsonSerializable(typeof(Rpc.Admin.Notifications.ReadProgress.Progress))]
[JsonSerializable(typeof(Rpc.Admin.Users.Create.Created))]
[JsonSerializable(typeof(Rpc.Admin.Users.Invite.Invited))]
[JsonSerializable(typeof(Rpc.Admin.Users.ReadFactors.SignInFactors))]
[JsonSerializable(typeof(Rpc.Admin.Users.SetUsername.Renamed))]
[JsonSerializable(typeof(Rpc.Admin.Users.UserRecord))]
[JsonSerializable(typeof(Rpc.Admin.Users.Suggest.Suggestion[]))]
[JsonSerializable(typeof(Rpc.Admin.Users.UserRecord[]))]
[JsonSerializable(typeof(Rpc.Admin.EmailTemplates.Preview.Sample))]
[JsonSerializable(typeof(Rpc.Admin.EmailTemplates.Read.Template[]))]
[JsonSerializable(typeof(Rpc.Admin.Settings.Read.Record))]
[JsonSerializable(typeof(Rpc.Admin.Statistics.ReadCalls.Calls))]
[JsonSerializable(typeof(Rpc.Admin.Statistics.ReadDaily.Days))]
[JsonSerializable(typeof(Rpc.Admin.Status.Read.Overview))]
[JsonSerializable(typeof(Rpc.Admin.Settings.ReadApp.Value[]))]
internal sealed partial class AdminJson : JsonSerializerContext;
