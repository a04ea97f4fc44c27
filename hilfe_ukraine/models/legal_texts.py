"""What a helper read about data protection."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalText(models.Model):
    """The wording about data protection that a helper saw; stored once per wording."""

    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=12)
    text = models.TextField()
    first_used_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("data protection text")
        verbose_name_plural = _("data protection texts")

    def __str__(self) -> str:
        return f"{self.language} {self.digest[:8]}"
