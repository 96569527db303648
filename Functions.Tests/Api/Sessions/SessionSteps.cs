using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Sessions;

/// <summary>Steps that tests of the session family share.</summary>
internal static class SessionSteps
{
    /// <summary>Signs in and returns the client and the id of the session.</summary>
    public static async Task<(RestClient Client, long Id)> SignIn(this RestClient rest, string name, string password = Given.Password)
    {
        var answer = await rest.Post("/api/user/session", new { user = name, pass = password });
        Assert.True(answer.Status == 201, answer.ToString());
        var client = rest.With(answer["token"].GetString());
        return (client, (await client.Get("/api/user/session"))["iat"].GetInt64());
    }

    /// <summary>Returns the ids in the client's list of sessions.</summary>
    public static async Task<long[]> Ids(this RestClient client, string query = "") =>
        [.. (await client.Get("/api/user/sessions" + query))["items"].EnumerateArray().Select(session => session.GetProperty("iat").GetInt64())];

    /// <summary>Asserts a failure in the response format of the family.</summary>
    public static void IsError(this RestReply reply, int status, string code, string message)
    {
        Assert.Equal((status, $$"""{"code":"{{code}}","message":"{{message}}"}"""), (reply.Status, reply.Body));
        Assert.Equal("application/json; charset=utf-8", reply.ContentType);
    }
}
