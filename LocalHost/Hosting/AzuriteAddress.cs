namespace Serverless.LocalHost;

/// <summary>The process and the ports of a running Azurite.</summary>
/// <param name="ProcessId">The process id.</param>
/// <param name="Users">The port to which each user holds a connection.</param>
/// <param name="Blob">The port of the blob service.</param>
/// <param name="Queue">The port of the queue service.</param>
/// <param name="Table">The port of the table service.</param>
internal sealed record AzuriteAddress(int ProcessId, int Users, int Blob, int Queue, int Table);
