using System.Text.Json;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Shared;

/// <summary>Tests calls without HTTP: other transports pass calls in the same form through the same steps.</summary>
public sealed class DispatchTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_call_can_be_executed_in_process()
    {
        var result = await Dispatch("/v1/test/test", "[\"x\"]");
        Assert.Equal(200, result.Status);
        Assert.IsType<DateTimeOffset>(result.Data);
    }

    [Fact]
    public async Task An_in_process_call_is_authenticated_and_checked()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(200, (await Dispatch("/v1/profile/read", "[]", client.Token)).Status);
        Assert.Equal(-32801, (await Dispatch("/v1/profile/read", "[]")).Status);
        Assert.Equal(-32808, (await Dispatch("/v1/profile/read", "[1]", client.Token)).Status);
        Assert.Equal(-32809, (await Dispatch("/v1/none", "[]")).Status);
        Assert.Equal(-32904, (await Dispatch("/v1/test/upload", "[]")).Status);
    }

    [Fact]
    public async Task A_failure_is_a_response_and_not_an_exception()
    {
        app.Faults.FailBefore(_ => throw new InvalidOperationException("A defect."));
        var result = await Dispatch("/v1/profile/read", "[]", Serverless.Security.Credential.Create(Serverless.Security.CredentialKind.Session, 100, 1).Text);
        app.Faults.Clear();
        Assert.Equal((500, true), (result.Status, result.IsException));
    }

    private Task<Result> Dispatch(string method, string parameters, string? token = null) => app.Get<RpcPipeline>().Dispatch(
        new RpcCall { MethodId = method, Arguments = [.. JsonElement.Parse(parameters).EnumerateArray()], Authorization = token },
        TestContext.Current.CancellationToken);
}
