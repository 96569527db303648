using Azure;
using Azure.Communication.Email;

namespace Serverless.Tests.Domain.Email.Acs;

/// <summary>Stands in for Azure Communication Services: it accepts emails by operation id, refuses them, or fails.</summary>
internal sealed class AcsService
{
    public AcsService() => EmailClient.Services[ConnectionString] = this;

    public string ConnectionString { get; } = $"endpoint=https://{Guid.NewGuid():N}.communication.azure.com/;accesskey=AA==";

    public Dictionary<string, EmailMessage> Taken { get; } = [];

    public HashSet<string> GivenUp { get; } = [];

    public RequestFailedException? Refusal { get; set; }

    public void Send(WaitUntil wait, EmailMessage message, Guid operationId)
    {
        Assert.Equal(WaitUntil.Started, wait);
        if (Refusal is not null)
        {
            throw Refusal;
        }

        Taken[operationId.ToString()] = message;
    }

    public bool HasGivenUp(string operationId) => GivenUp.Contains(operationId);

    public void Status(string operationId)
    {
        if (HasGivenUp(operationId) || !Taken.ContainsKey(operationId))
        {
            throw new RequestFailedException(HasGivenUp(operationId) ? 200 : 404, "No such operation.");
        }
    }
}
