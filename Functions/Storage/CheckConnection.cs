using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Serverless.Storage;

/// <summary>Refuses storage settings from which no client can be created, before any code needs one.</summary>
/// <param name="configuration">The settings.</param>
internal sealed class CheckConnection(IConfiguration configuration) : IValidateOptions<StorageOptions>
{
    private const string Secret =
        $"{StorageConnection.Setting} is not a storage connection string: it must be as in DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…, or UseDevelopmentStorage=true for Azurite.";

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var section = configuration.GetSection(StorageConnection.Setting);
        try
        {
            if (section.Value is { Length: > 0 } text)
            {
                _ = (new TableServiceClient(text), new QueueServiceClient(text));
            }
            else if (section.GetChildren().Any())
            {
                StorageConnection.Of(configuration);
            }

            return ValidateOptionsResult.Success;
        }
        catch (InvalidOperationException wrong) when (section.Value is not { Length: > 0 })
        {
            return ValidateOptionsResult.Fail(wrong.Message);
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or InvalidOperationException)
        {
            return ValidateOptionsResult.Fail(Secret); // without the value, which contains a key
        }
    }
}
