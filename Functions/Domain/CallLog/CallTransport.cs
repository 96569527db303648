namespace Serverless.Domain.CallLog;

/// <summary>The transport that brought a call. The log stores the numbers, so they never change.</summary>
public enum CallTransport
{
    /// <summary>An HTTP request.</summary>
    Http = 0,

    /// <summary>A frame of a WebSocket.</summary>
    WebSocket = 1,
}
