using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Serverless.Storage;

/// <summary>Refuses to start without storage settings. Without them only the local host can start: it starts Azurite.</summary>
/// <param name="configuration">The settings.</param>
internal sealed class RequireConnection(IConfiguration configuration) : IValidateOptions<StorageOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var section = configuration.GetSection(StorageConnection.Setting);
        return section.Value is { Length: > 0 } || section.GetChildren().Any() ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(StorageConnection.Missing("table"));
    }
}
