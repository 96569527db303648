using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Serverless.Storage;

/// <summary>Refuses storage settings that no client can be made with, before anything asks for one.</summary>
/// <param name="configuration">The settings.</param>
/// <param name="isRequired">Whether they must be there. The local host starts Azurite if they are not.</param>
internal sealed class CheckConnection(IConfiguration configuration, bool isRequired = false) : IValidateOptions<StorageOptions>
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
            else if (isRequired || section.GetChildren().Any())
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
            return ValidateOptionsResult.Fail(Secret); // without its value, which has a key
        }
    }
}
