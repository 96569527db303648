using System.Text.Json.Serialization;
using Serverless.Api.Shared.Parameters;

namespace Serverless.Api.Accounts;

/// <summary>The types of the responses of the account family. Times are ISO 8601 in UTC with exactly three decimals.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(WireTime)])]
[JsonSerializable(typeof(AccountError))]
[JsonSerializable(typeof(Account))]
public sealed partial class AccountJson : JsonSerializerContext;
