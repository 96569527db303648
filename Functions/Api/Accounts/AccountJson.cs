using System.Text.Json.Serialization;
using Serverless.Api.Shared.Parameters;

namespace Serverless.Api.Accounts;

/// <summary>The types that answers of the account family consist of. Times are ISO 8601 in UTC with exactly three decimals.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(WireTime)])]
[JsonSerializable(typeof(AccountError))]
[JsonSerializable(typeof(Account))]
public sealed partial class AccountJson : JsonSerializerContext;
