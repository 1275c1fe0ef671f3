"""What the university says of its people."""

from oauth2_provider.oauth2_validators import OAuth2Validator

from tests.university import DOMAIN


class Claims(OAuth2Validator):
    def get_additional_claims(self, request):
        user = request.user
        is_own = user.email.endswith(f"@{DOMAIN}")
        return {"name": user.first_name, "email": user.email, "email_verified": is_own}
