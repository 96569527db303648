using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;

namespace Serverless.WorkerHosting.Triggers;

/// <summary>Represents the last and the next run of a monitored timer.</summary>
internal sealed record TimerStatus(DateTime Last, DateTime Next, DateTime LastUpdated);

/// <summary>Stores the status of monitored timers: a blob for each, under the host's id.</summary>
internal sealed class TimerStatusStore(BlobServiceClient service, string hostId)
{
    private readonly BlobContainerClient _container = service.GetBlobContainerClient("azure-webjobs-hosts");

    public async Task<TimerStatus?> Read(string function)
    {
        try
        {
            return (await Blob(function).DownloadContentAsync()).Value.Content.ToObjectFromJson<TimerStatus>();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    public async Task Write(string function, TimerStatus status)
    {
        await _container.CreateIfNotExistsAsync();
        await Blob(function).UploadAsync(BinaryData.FromString(JsonSerializer.Serialize(status)), overwrite: true);
    }

    private BlobClient Blob(string function) => _container.GetBlobClient($"timers/{hostId}/Host.Functions.{function}/status");
}
