namespace Serverless.LocalHost;

/// <summary>Where a running Azurite is.</summary>
/// <param name="ProcessId">Its process.</param>
/// <param name="Users">The port to which its users hold a connection.</param>
/// <param name="Blob">The port of the blob service.</param>
/// <param name="Queue">The port of the queue service.</param>
/// <param name="Table">The port of the table service.</param>
internal sealed record AzuriteAddress(int ProcessId, int Users, int Blob, int Queue, int Table);
